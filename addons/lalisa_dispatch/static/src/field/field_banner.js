import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Says on every screen that something still waits for a signal. */
export class FieldBanner extends Component {
    static template = "lalisa_dispatch.FieldBanner";
    static props = {};

    setup() {
        this.queue = useState(useService("lalisa_field_queue").state);
    }

    get waiting() {
        return this.queue.entries.filter((entry) => !entry.refused);
    }

    get refused() {
        return this.queue.entries.filter((entry) => entry.refused);
    }
}

registry.category("main_components").add("lalisa_dispatch.FieldBanner", { Component: FieldBanner });
