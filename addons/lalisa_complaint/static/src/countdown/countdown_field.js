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
    if (minutes >= 120) {
        return _t("%s hours", Math.floor(minutes / 60));
    }
    return minutes ? _t("%s minutes", minutes) : _t("less than a minute");
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

/** How long ago a moment was: the age of a card. */
export class AgeField extends CountdownField {
    static template = "lalisa_complaint.AgeField";

    get text() {
        const since = this.props.record.data[this.props.name];
        return since && spoken(Math.max(0, Math.floor(this.state.now.diff(since, "minutes").minutes)));
    }
}

registry.category("fields").add("lalisa_age", {
    component: AgeField,
    displayName: _t("Age"),
    supportedTypes: ["datetime"],
});

registry.category("fields").add("lalisa_countdown", {
    component: CountdownField,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "warn_at", type: "datetime" }],
});
