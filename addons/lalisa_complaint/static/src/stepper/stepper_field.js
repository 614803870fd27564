import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The SOP's steps of a complaint in a row: what is done, what is due, what took too long. */
export class StepperField extends Component {
    static template = "lalisa_complaint.StepperField";
    static props = { ...standardFieldProps };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    time(step) {
        return step.state === "todo"
            ? _t("limit %s min", step.limit)
            : _t("%(used)s of %(limit)s min", { used: step.used, limit: step.limit });
    }
}

registry.category("fields").add("lalisa_stepper", {
    component: StepperField,
    displayName: _t("SOP steps"),
    supportedTypes: ["json"],
});
