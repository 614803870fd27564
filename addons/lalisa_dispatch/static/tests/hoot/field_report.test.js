import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";

import { FieldStore } from "@lalisa_dispatch/field/field_store";

class Line extends models.Model {
    _name = "line";
    name = fields.Char();
    state = fields.Char();
    reason = fields.Char();
    _records = [{ id: 1, name: "Tameng", state: "ready", reason: "" }];
}

class Dispatch extends models.Model {
    _name = "lalisa.dispatch";
    state = fields.Selection({
        selection: ["ordered", "departed", "arrived", "acted", "reported"].map((one) => [one, one]),
    });
    departed_at = fields.Datetime();
    arrived_at = fields.Datetime();
    acted_at = fields.Datetime();
    reported_at = fields.Datetime();
    brief = fields.Text();
    place_text = fields.Char();
    category_id = fields.Many2one({ relation: "line" });
    district_id = fields.Many2one({ relation: "line" });
    findings = fields.Text();
    actions_taken = fields.Text();
    declaration = fields.Boolean();
    outcome = fields.Selection({ selection: [["handled", "Handled"], ["nihil", "Nihil"]] });
    sanction_id = fields.Many2one({ relation: "line" });
    sanction_choices = fields.Json();
    equipment_ids = fields.One2many({ relation: "line" });
    offender_ids = fields.One2many({ relation: "line" });
    photo_before_ids = fields.Many2many({ relation: "line" });
    photo_after_ids = fields.Many2many({ relation: "line" });
    _records = [
        { id: 1, state: "ordered", brief: "Sapi di jalan", place_text: "Pasar", equipment_ids: [1], sanction_choices: [[7, "Teguran"]] },
        { id: 2, state: "acted", brief: "Sapi di jalan", sanction_choices: [[7, "Teguran"]] },
    ];
}

defineMailModels();
defineModels([Dispatch, Line]);

/** A telephone's disk, in memory. */
let disk, sent, signal;

beforeEach(() => {
    disk = new Map();
    sent = [];
    signal = true;
    patchWithCleanup(FieldStore.prototype, {
        async all() {
            return [...disk.values()];
        },
        async put(entry) {
            disk.set(entry.key, { ...entry });
        },
        async remove(key) {
            disk.delete(key);
        },
    });
    onRpc("lalisa.dispatch", "take_entry", function ({ args }) {
        if (!signal) {
            throw new ConnectionLostError("take_entry");
        }
        const [[id], entry] = args;
        sent.push(entry);
        const states = ["departed", "arrived", "acted", "reported"];
        if (states.includes(entry.kind)) {
            this.env["lalisa.dispatch"].write([id], { state: entry.kind });
        } else if (entry.values) {
            this.env["lalisa.dispatch"].write([id], entry.values);
        }
        return { state: this.env["lalisa.dispatch"].browse(id)[0].state, known: false };
    });
});

const shown = [
    "brief",
    "place_text",
    "category_id",
    "district_id",
    "findings",
    "actions_taken",
    "declaration",
    "outcome",
    "sanction_id",
];
// Not a template within the template below: the minifier would eat its blanks.
const plain = shown.map((name) => '<field name="' + name + '" readonly="1"/>').join("");
const lines = `<list><field name="name"/><field name="state"/><field name="reason"/></list>`;

async function show(resId) {
    await mountView({
        type: "form",
        resModel: "lalisa.dispatch",
        resId,
        arch: `<form>
            <widget name="lalisa_field_report"/>
            ${plain}
            <field name="equipment_ids">${lines}</field><field name="offender_ids">${lines}</field>
            <field name="photo_before_ids" widget="many2many_tags"/><field name="photo_after_ids" widget="many2many_tags"/>
        </form>`,
    });
}

test("with a signal a step is sent at once and the next one is offered", async () => {
    await show(1);
    expect(".o_lalisa_field_order").toHaveText(/Pasar.*Sapi di jalan/s);
    await contains(".o_lalisa_field_next[data-step=departed]").click();
    await animationFrame();
    await animationFrame();
    expect(".o_lalisa_field_next").toHaveAttribute("data-step", "arrived");
    expect(sent.map((entry) => entry.kind)).toEqual(["departed"]);
    expect(disk.size).toBe(0);
});

test("without a signal steps wait on the disk, in order, and go when it is back", async () => {
    mockDate("2026-03-01 10:00:00", 0);
    signal = false;
    await show(1);
    await contains(".o_lalisa_field_next[data-step=departed]").click();
    await contains(".o_lalisa_field_next[data-step=arrived]").click();
    expect(".o_lalisa_field_steps .o_lalisa_field_waiting").toHaveCount(2);
    expect(".o_lalisa_field_next").toHaveAttribute("data-step", "acted");
    expect([...disk.values()].map((entry) => entry.kind)).toEqual(["departed", "arrived"]);
    signal = true;
    await advanceTime(8000);
    await animationFrame();
    expect(sent.map((entry) => entry.kind)).toEqual(["departed", "arrived"]);
    expect(sent[0].age).toBeGreaterThan(7);
    expect(disk.size).toBe(0);
});

test("what is typed is on the disk before anything is sent, and goes when the hands rest", async () => {
    await show(2);
    await contains("textarea[name=findings]").edit("Lima sapi", { confirm: false });
    expect([...disk.values()].map((entry) => entry.values)).toEqual([{ findings: "Lima sapi" }]);
    expect(sent).toEqual([]);
    await advanceTime(2000);
    await animationFrame();
    expect(sent.map((entry) => entry.values)).toEqual([{ findings: "Lima sapi" }]);
    expect("textarea[name=findings]").toHaveValue("Lima sapi");
});

test("the report can be filed only when nothing is missing, and says what is", async () => {
    await show(2);
    expect(".o_lalisa_field_next").not.toBeEnabled();
    expect(".o_lalisa_field p.text-muted").toHaveText(/findings, actions, outcome, the leader's declaration/);
    await contains("textarea[name=findings]").edit("a", { confirm: false });
    await contains("textarea[name=actions_taken]").edit("b", { confirm: false });
    await contains("button[name=outcome][data-value=nihil]").click();
    await contains("input[name=declaration]").click();
    await contains(".o_lalisa_field_next[data-step=reported]").click();
    await advanceTime(2000);
    await animationFrame();
    expect(sent.at(-1).kind).toBe("reported");
    expect(Object.assign({}, ...sent.map((entry) => entry.values))).toEqual({
        findings: "a",
        actions_taken: "b",
        outcome: "nihil",
        declaration: true,
    });
});

test("equipment that is not needed waits for its reason before it is sent", async () => {
    await show(1);
    await contains(".o_lalisa_field_item button:contains(Not needed)").click();
    expect(sent).toEqual([]);
    await contains(".o_lalisa_field_item input").edit("Jalan sempit");
    await animationFrame();
    expect(sent.map((entry) => entry.items)).toEqual([[{ id: 1, state: "not_needed", reason: "Jalan sempit" }]]);
});
