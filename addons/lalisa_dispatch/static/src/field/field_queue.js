import { markRaw, reactive } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { ConnectionAbortedError, ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { FieldStore } from "./field_store";

const TAKE = "/web/dataset/call_kw/lalisa.dispatch/take_entry";
// What the server says no to, for good. All else (no signal, logged out, two at once) is tried again.
const REFUSALS = ["UserError", "ValidationError", "AccessError", "MissingError"];
const RETRY_AFTER = 8000;
// Words that are still being typed are sent when the hands rest.
const TYPING_PAUSE = 1500;
// A connection that gives no answer is cut after this, and after the time that a slow one needs for the photo.
const PATIENCE = 30000;
const SLOWEST = 4000; // bytes a second

/** A blob's bytes in base64, as they are. */
function base64(blob) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",", 2)[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
}

/**
 * Keeps what the team enters until the server has said that it has it.
 *
 * Every entry goes to the disk first and is sent afterwards, steps and words before photos, the report last. Each
 * carries a key of its own, so that one whose answer was lost on the way is sent again without being made twice.
 */
export class FieldQueue {
    constructor(store = new FieldStore()) {
        this.store = store;
        this.owner = `${session.db}:${user.userId}`;
        this.order = 0;
        this.state = reactive({ entries: [], accepted: {}, loggedOut: false, broken: false });
        this.listeners = new Set();
        this.saving = Promise.resolve();
    }

    async start() {
        try {
            const entries = await this.store.all();
            this.order = Math.max(0, ...entries.map((entry) => entry.order));
            this.state.entries = entries.filter((entry) => entry.owner === this.owner).map(markRaw);
        } catch {
            // Without a disk (a private window) all still works while the page is open: say so.
            this.state.broken = true;
        }
        browser.addEventListener("online", () => this.send());
        browser.setInterval(() => this.send(), RETRY_AFTER);
        this.send();
    }

    of(dispatchId) {
        return this.state.entries.filter((entry) => entry.dispatchId === dispatchId);
    }

    get waiting() {
        return this.state.entries.filter((entry) => !entry.refused);
    }

    get refused() {
        return this.state.entries.filter((entry) => entry.refused);
    }

    /** Adds an entry; it is on the disk when this resolves. */
    async add(dispatchId, kind, data = {}) {
        const key = crypto.randomUUID();
        const made = { key, order: ++this.order, owner: this.owner, dispatchId, kind, at: Date.now(), ...data };
        this.state.entries = [...this.state.entries, markRaw(made)];
        await this.save(made);
        this.send();
    }

    /** Notes what was typed: into the entry that is not under way yet, or into a new one. */
    async write(dispatchId, values) {
        const open = this.of(dispatchId).find((one) => one.kind === "values" && !one.sealed && !one.refused);
        if (!open) {
            await this.add(dispatchId, "values", { values });
        } else {
            Object.assign(open.values, values);
            open.at = Date.now();
            await this.save(open);
        }
        browser.setTimeout(() => this.send(), TYPING_PAUSE + 100);
    }

    save(entry) {
        this.saving = this.saving
            .then(() => this.state.entries.includes(entry) && this.store.put(entry))
            .catch(() => (this.state.broken = true));
        return this.saving;
    }

    async forget(entry) {
        this.state.entries = this.state.entries.filter((one) => one.key !== entry.key);
        this.saving = this.saving.then(() => this.store.remove(entry.key)).catch(() => {});
        await this.saving;
    }

    /** What the dispatch's values are once everything that waits has arrived. */
    values(dispatchId) {
        const waiting = this.of(dispatchId).filter((entry) => entry.kind === "values" && !entry.refused);
        return Object.assign({}, this.state.accepted[dispatchId]?.values, ...waiting.map((one) => one.values));
    }

    /** Calls back with the dispatch's id when the server has taken something of it. */
    listen(callback) {
        this.listeners.add(callback);
        return () => this.listeners.delete(callback);
    }

    /** The record was read anew: what the server has said is what counts. */
    settle(dispatchId) {
        delete this.state.accepted[dispatchId];
    }

    /** The next to go, in the order that serves the office best; undefined when nothing can go now. */
    next() {
        const blocked = new Set();
        let photo;
        for (const entry of this.waiting) {
            if (blocked.has(entry.dispatchId)) {
                continue;
            }
            if (entry.kind === "reported") {
                // The report goes when all that belongs to it has gone.
                if (this.waiting.some((one) => one.dispatchId === entry.dispatchId && one.order < entry.order)) {
                    blocked.add(entry.dispatchId);
                    continue;
                }
                return entry;
            }
            const typing = entry.kind === "values" && Date.now() - entry.at < TYPING_PAUSE;
            const last = this.of(entry.dispatchId).at(-1) === entry;
            if (typing && last) {
                continue;
            }
            if (entry.kind !== "photo") {
                return entry;
            }
            photo ||= entry;
        }
        return photo;
    }

    /** Sends what waits, one after another, until the signal ends. */
    async send() {
        if (this.sending || browser.navigator.onLine === false) {
            return;
        }
        this.sending = true;
        try {
            let entry;
            while ((entry = this.next()) && (await this.sendOne(entry)));
        } finally {
            this.sending = false;
        }
    }

    /** @returns {Promise<boolean>} whether the next one may be tried */
    async sendOne(entry) {
        // From here on it does not change any more: what is typed now is another entry.
        entry.sealed = true;
        await this.save(entry);
        try {
            const answer = await this.post(entry);
            this.state.loggedOut = false;
            this.accept(entry, answer);
            await this.forget(entry);
        } catch (error) {
            const name = error.exceptionName?.split(".").at(-1);
            if (!REFUSALS.includes(name)) {
                this.state.loggedOut = name === "SessionExpiredException";
                if (!(error instanceof ConnectionLostError || error instanceof ConnectionAbortedError)) {
                    console.warn("lalisa: an entry waits", error);
                }
                return false;
            }
            entry.refused = error.data.message;
            this.state.entries = [...this.state.entries];
            await this.save(entry);
        }
        this.listeners.forEach((callback) => callback(entry.dispatchId));
        return true;
    }

    accept(entry, { state }) {
        const known = this.state.accepted[entry.dispatchId] || { values: {} };
        this.state.accepted[entry.dispatchId] = {
            state,
            values: { ...known.values, ...(entry.values || {}) },
        };
    }

    async post(entry) {
        const { key, kind, values, items, moment, name, blob } = entry;
        const age = Math.max(0, (Date.now() - entry.at) / 1000);
        const body = { key, kind, age, values, items, moment, name };
        if (blob) {
            body.data = await base64(blob);
        }
        const args = [[entry.dispatchId], body];
        const kwargs = { context: user.context };
        const call = { model: "lalisa.dispatch", method: "take_entry", args, kwargs };
        const asked = rpc(TAKE, call, { silent: true });
        const patience = PATIENCE + ((blob?.size || 0) / SLOWEST) * 1000;
        const timer = browser.setTimeout(() => asked.abort(), patience);
        return asked.finally(() => browser.clearTimeout(timer));
    }
}

registry.category("services").add("lalisa_field_queue", {
    start() {
        const queue = new FieldQueue();
        queue.start();
        return queue;
    },
});
