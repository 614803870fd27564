import { Component, onMounted, onPatched, onWillStart, onWillUnmount, onWillUpdateProps, useRef, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const NEWS = "lalisa.conversation";
const TICKS = { queued: "…", sending: "…", sent: "✓", delivered: "✓✓", read: "✓✓", failed: "⚠", uncertain: "?" };
const MOMENT = "d MMM HH.mm";
// The office's own time, wherever the screen stands.
const WITA = { tz: "Asia/Makassar" };
const MAP = "https://www.openstreetmap.org/";
const SEEN = { "lalisa.complaint": "mark_conversation_seen", "lalisa.conversation": "action_mark_read" };
const TAKE_OVER = { "lalisa.complaint": "take_over_conversation", "lalisa.conversation": "action_take_over" };

/** What was said with the reporter, beside the case: bubbles, live, and the place to answer. */
export class ConversationPanel extends Component {
    static template = "lalisa_intake.ConversationPanel";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.list = useRef("list");
        this.state = useState({ panel: null, draft: "", sending: false });
        // News may come faster than answers: only the newest counts.
        this.turn = 0;
        this.shown = 0;
        this.quick = false;
        this.onNews = ({ conversation_id }) => {
            if (conversation_id === this.state.panel?.conversation_id) {
                this.load(this.props);
            }
        };
        this.bus.subscribe(NEWS, this.onNews);
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
        onMounted(() => this.follow());
        onPatched(() => this.follow());
        onWillUnmount(() => this.bus.unsubscribe(NEWS, this.onNews));
    }

    get model() {
        return this.props.record.resModel;
    }

    get messages() {
        return this.state.panel?.messages || [];
    }

    /** How many messages of the citizen nobody of the office had seen. */
    get unread() {
        return this.messages.filter((message) => message.unseen).length;
    }

    async load({ record }) {
        if (!record.resId) {
            return;
        }
        const turn = ++this.turn;
        const panel = await this.orm.silent.call(record.resModel, "conversation_panel", [[record.resId]]);
        if (turn !== this.turn) {
            return;
        }
        this.state.panel = panel;
        if (panel.is_operator && panel.messages.some((message) => message.unseen)) {
            await this.orm.silent.call(record.resModel, SEEN[record.resModel], [[record.resId]]);
        }
    }

    /** Stays at the newest message while there are new ones. */
    follow() {
        const list = this.list.el;
        if (list && this.messages.length !== this.shown) {
            this.shown = this.messages.length;
            list.scrollTop = list.scrollHeight;
        }
    }

    tick(message) {
        return message.mine ? TICKS[message.state] || "" : "";
    }

    tickTitle(message) {
        return {
            queued: _t("Waiting to be sent"),
            sending: _t("Being sent"),
            sent: _t("Sent"),
            delivered: _t("Delivered"),
            read: _t("Read"),
            failed: _t("Not delivered"),
            uncertain: _t("Not known whether it left"),
        }[message.state];
    }

    sender(message) {
        return message.sent_by || (message.automatic ? _t("Automatic") : "");
    }

    silentKind(message) {
        const names = {
            audio: _t("Voice note"), image: _t("Photo"), video: _t("Video"), document: _t("File"),
            sticker: _t("Sticker"), location: _t("Place"), contacts: _t("Contact card"), reaction: _t("Reaction"),
            unsupported: _t("Cannot be shown"),
        };
        return names[message.kind] || "";
    }

    mapUrl({ latitude, longitude }) {
        return `${MAP}?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
    }

    time(message) {
        return deserializeDateTime(message.at, WITA).toFormat(MOMENT);
    }

    until() {
        return deserializeDateTime(this.state.panel.window_until, WITA).toFormat(MOMENT);
    }

    useQuick(event) {
        const chosen = this.state.panel.quick.find((quick) => quick.id === Number(event.target.value));
        if (chosen) {
            this.state.draft = chosen.body;
            this.quick = chosen.id;
        }
        event.target.value = "";
    }

    onKey(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            this.send();
        }
    }

    async send() {
        if (!this.state.draft.trim() || this.state.sending) {
            return;
        }
        this.state.sending = true;
        try {
            const target = this.model === "lalisa.complaint" ? "complaint_id" : "conversation_id";
            const values = { [target]: this.props.record.resId, body: this.state.draft, template_id: this.quick };
            const ids = await this.orm.create("lalisa.reply.composer", [values]);
            await this.orm.call("lalisa.reply.composer", "action_send", [ids]);
            this.state.draft = "";
            this.quick = false;
            await this.load(this.props);
        } finally {
            this.state.sending = false;
        }
    }

    async takeOver() {
        await this.orm.call(this.model, TAKE_OVER[this.model], [[this.props.record.resId]]);
        await this.load(this.props);
    }

    async usePlace(message) {
        await this.orm.call("lalisa.complaint", "use_place", [[this.state.panel.complaint_id], message.id]);
        this.notification.add(_t("The place is confirmed as where it happened."), { type: "success" });
        await this.props.record.load();
    }

    async act(message, { method }) {
        const action = await this.orm.call("lalisa.message", method, [[message.id]]);
        if (action) {
            await this.action.doAction(action);
        }
        await this.load(this.props);
        await this.props.record.load();
    }

    async split(message) {
        const action = await this.orm.call("lalisa.conversation", "split_complaint", [
            [this.state.panel.conversation_id], message.id,
        ]);
        await this.action.doAction(action);
    }

    async open(other) {
        await this.action.doAction({
            type: "ir.actions.act_window", res_model: "lalisa.complaint", res_id: other.id, views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("lalisa_conversation_panel", { component: ConversationPanel });
