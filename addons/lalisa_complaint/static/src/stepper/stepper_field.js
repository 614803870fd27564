import { Component, useEffect, useRef } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The SOP's steps of a complaint in a row: what is done, what is due, what took too long. */
export class StepperField extends Component {
    static template = "lalisa_complaint.StepperField";
    static props = { ...standardFieldProps };

    setup() {
        this.row = useRef("row");
        // On a narrow screen the row is longer than the screen: what is due comes first.
        useEffect(
            (row) => {
                const due = row?.querySelector(".o_lalisa_step_current");
                if (due) {
                    row.parentElement.scrollLeft = due.offsetLeft - row.offsetLeft;
                }
            },
            () => [this.row.el, this.steps]
        );
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    time(step) {
        const [used, limit] = [step.used, step.limit].map((minutes) =>
            formatFloat(minutes, { digits: [16, 1], trailingZeros: false })
        );
        return step.state === "todo" ? _t("limit %s min", limit) : _t("%(used)s of %(limit)s min", { used, limit });
    }
}

registry.category("fields").add("lalisa_stepper", {
    component: StepperField,
    displayName: _t("SOP steps"),
    supportedTypes: ["json"],
});
