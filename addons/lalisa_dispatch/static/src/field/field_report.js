import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";

import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;
const STEPS = ["departed", "arrived", "acted", "reported"];

/** Where the team works: its next step, its equipment, its report. All of it goes through the queue. */
export class FieldReport extends Component {
    static template = "lalisa_dispatch.FieldReport";
    static props = { ...standardWidgetProps };

    setup() {
        this.queue = useService("lalisa_field_queue");
        this.queued = useState(this.queue.state);
        this.local = useState({ values: {}, items: {} });
        this.pictures = new Map();
        this.offenderInput = useRef("offender");
        onWillStart(() => Object.assign(this.local.values, this.queue.values(this.id)));
        const silence = this.queue.listen((id) => id === this.id && this.reload());
        onWillUnmount(() => {
            silence();
            this.pictures.forEach((url) => URL.revokeObjectURL(url));
        });
    }

    get id() {
        return this.props.record.resId;
    }

    get data() {
        return this.props.record.data;
    }

    /** Reads the record anew; without a signal what is shown stays. */
    async reload() {
        try {
            await this.props.record.load();
            if (!this.entries.length) {
                this.queue.settle(this.id);
                this.local.values = {};
            }
        } catch {
            // The next answer will try again.
        }
    }

    get entries() {
        return this.queued.entries.filter((entry) => entry.dispatchId === this.id);
    }

    get waiting() {
        return this.entries.filter((entry) => !entry.refused);
    }

    get refused() {
        return this.entries.filter((entry) => entry.refused);
    }

    /** The state that the dispatch has, or will have once everything has arrived. */
    get state() {
        const waiting = this.waiting.filter((entry) => STEPS.includes(entry.kind)).at(-1);
        return waiting?.kind || this.queued.accepted[this.id]?.state || this.data.state;
    }

    get next() {
        return STEPS[STEPS.indexOf(this.state) + 1];
    }

    get nextLabel() {
        return {
            departed: _t("We depart"),
            arrived: _t("We have arrived"),
            acted: _t("First action done"),
            reported: _t("File the report"),
        }[this.next];
    }

    get steps() {
        const names = {
            departed: _t("Departed"),
            arrived: _t("Arrived"),
            acted: _t("First action"),
            reported: _t("Report"),
        };
        return STEPS.map((step) => {
            const waiting = this.waiting.find((entry) => entry.kind === step);
            const at = waiting ? DateTime.fromMillis(waiting.at) : this.data[`${step}_at`];
            const shown = at && formatDateTime(at, { format: "HH.mm", tz: "Asia/Makassar" });
            return { step, name: names[step], at: shown, waiting: Boolean(waiting) };
        });
    }

    /** What it is and where, before anything else. */
    get where() {
        const { category_id, place_text, district_id } = this.data;
        return [category_id?.display_name, place_text, district_id?.display_name].filter(Boolean).join(" · ");
    }

    get offenders() {
        const waiting = this.waiting.filter((entry) => entry.kind === "offender");
        return [
            ...this.data.offender_ids.records.map((one) => one.data.name),
            ...waiting.map((entry) => entry.name),
        ];
    }

    async addOffender() {
        const name = this.offenderInput.el.value.trim();
        if (name) {
            await this.queue.add(this.id, "offender", { name });
            this.offenderInput.el.value = "";
        }
    }

    get isWriting() {
        return ["arrived", "acted"].includes(this.state);
    }

    value(name) {
        const value = name in this.local.values ? this.local.values[name] : this.data[name];
        return value && typeof value === "object" ? value.id : value || "";
    }

    /** What the report still lacks, in words; empty when it may be filed. */
    get missing() {
        const names = {
            findings: _t("findings"),
            actions_taken: _t("actions"),
            outcome: _t("outcome"),
            declaration: _t("the leader's declaration"),
        };
        const lacking = Object.keys(names).filter((name) => !String(this.value(name)).trim());
        return lacking.filter((name) => !this.value(name) || name !== "declaration").map((name) => names[name]);
    }

    get outcomes() {
        return this.props.record.fields.outcome.selection;
    }

    get sanctions() {
        return this.data.sanction_choices || [];
    }

    get equipment() {
        return this.data.equipment_ids.records.map((line) => ({
            id: line.resId,
            name: line.data.name,
            state: line.data.state,
            reason: line.data.reason || "",
            ...this.local.items[line.resId],
        }));
    }

    photos(moment) {
        const kept = this.data[`photo_${moment}_ids`].currentIds.map((id) => ({
            key: id,
            src: `/web/image/${id}?height=120`,
        }));
        const waiting = this.waiting.filter((entry) => entry.kind === "photo" && entry.moment === moment);
        return [...kept, ...waiting.map((entry) => ({ key: entry.key, src: this.picture(entry), waiting: true }))];
    }

    picture(entry) {
        if (!this.pictures.has(entry.key)) {
            this.pictures.set(entry.key, URL.createObjectURL(entry.blob));
        }
        return this.pictures.get(entry.key);
    }

    async write(name, value) {
        this.local.values[name] = value;
        await this.queue.write(this.id, { [name]: value });
    }

    async step() {
        await this.queue.add(this.id, this.next);
    }

    async setItem(item, changes) {
        const { id, state, reason } = { ...item, ...changes };
        this.local.items[id] = { state, reason };
        // Without its reason "not needed" is only half said: it waits here for the words.
        if (state === "ready" || reason.trim()) {
            await this.queue.add(this.id, "equipment", { items: [{ id, state, reason }] });
        }
    }

    async addPhotos(moment, event) {
        const files = [...event.target.files];
        for (const file of files) {
            await this.queue.add(this.id, "photo", { moment, name: file.name, blob: file });
        }
        event.target.value = "";
    }

    async discard(entry) {
        await this.queue.forget(entry);
    }
}

registry.category("view_widgets").add("lalisa_field_report", {
    component: FieldReport,
    fieldDependencies: [
        { name: "state", type: "selection" },
        ...STEPS.map((step) => ({ name: `${step}_at`, type: "datetime" })),
        { name: "sanction_choices", type: "json" },
    ],
});
