import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";

import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const REFRESH = 5000;
const TICKS = { queued: "…", sending: "…", sent: "✓", delivered: "✓✓", read: "✓✓", failed: "⚠", uncertain: "?" };

/** What was said with the reporter, beside the case. */
export class ConversationPanel extends Component {
    static template = "lalisa_intake.ConversationPanel";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ messages: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
        const timer = setInterval(() => this.load(this.props), REFRESH);
        onWillUnmount(() => clearInterval(timer));
    }

    async load({ record }) {
        if (record.resId) {
            const panel = await this.orm.silent.call("lalisa.complaint", "conversation_panel", [[record.resId]]);
            this.state.messages = panel.messages;
        }
    }

    tick(message) {
        return message.mine ? TICKS[message.state] || "" : "";
    }

    time(message) {
        return formatDateTime(deserializeDateTime(message.at), { showSeconds: false });
    }
}

registry.category("view_widgets").add("lalisa_conversation_panel", { component: ConversationPanel });
