import { Component, onWillUnmount, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const TICK = 5000;

/**
 * How much of the step's time is left.
 *
 * @param {DateTime} now
 * @param {DateTime|false} warnAt
 * @param {DateTime|false} deadline
 * @returns {{tone: string, minutes: number, late: boolean}|null} null where no clock runs
 */
export function timeLeft(now, warnAt, deadline) {
    if (!deadline) {
        return null;
    }
    const seconds = deadline.diff(now, "seconds").seconds;
    const late = seconds < 0;
    const tone = late ? "danger" : warnAt && now >= warnAt ? "warning" : "success";
    return { tone, minutes: Math.floor(Math.abs(seconds) / 60), late };
}

/** Minutes as people say them: above two hours in hours, above two days in days. */
export function spoken(minutes) {
    if (minutes >= 2880) {
        return _t("%s days", Math.floor(minutes / 1440));
    }
    return minutes >= 120 ? _t("%s hours", Math.floor(minutes / 60)) : _t("%s minutes", minutes);
}

export class CountdownField extends Component {
    static template = "lalisa_complaint.CountdownField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ now: DateTime.now() });
        const timer = setInterval(() => (this.state.now = DateTime.now()), TICK);
        onWillUnmount(() => clearInterval(timer));
    }

    get left() {
        const data = this.props.record.data;
        return timeLeft(this.state.now, data.warn_at, data[this.props.name]);
    }

    get text() {
        const { minutes, late } = this.left;
        return late ? _t("%s late", spoken(minutes)) : _t("%s left", spoken(minutes));
    }

    get waiting() {
        return this.props.record.data.stage_kind === "waiting";
    }
}

registry.category("fields").add("lalisa_countdown", {
    component: CountdownField,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "warn_at", type: "datetime" },
        { name: "stage_kind", type: "selection" },
    ],
});
