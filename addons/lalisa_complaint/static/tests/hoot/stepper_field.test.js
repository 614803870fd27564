import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, resize } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Complaint extends models.Model {
    _name = "complaint";
    path = fields.Json();
    _records = [
        {
            id: 1,
            path: [
                { number: 1, name: "Menerima", output: "Buku register", limit: 15, used: 4.5, state: "done" },
                { number: 2, name: "Memeriksa", output: "", limit: 10, used: 12, state: "late" },
                { number: 3, name: "Verifikasi", output: "", limit: 15, used: 0, state: "current" },
                { number: 4, name: "Cek lapangan", output: "", limit: 60, used: 0, state: "todo" },
            ],
        },
        { id: 2, path: false },
    ];
}

defineMailModels();
defineModels([Complaint]);

async function show(resId) {
    await mountView({
        type: "form",
        resModel: "complaint",
        resId,
        arch: `<form><field name="path" widget="lalisa_stepper" readonly="1"/></form>`,
    });
}

test("each step shows its number, name and minutes against its limit", async () => {
    await show(1);
    expect(queryAllTexts(".o_lalisa_step_number")).toEqual(["1", "2", "3", "4"]);
    expect(queryAllTexts(".o_lalisa_step_time")).toEqual([
        "4.5 of 15 min",
        "12 of 10 min",
        "0 of 15 min",
        "limit 60 min",
    ]);
    expect(".o_lalisa_step:eq(0)").toHaveAttribute("title", "Buku register");
});

test("what is done, late, due and to come can be told apart", async () => {
    await show(1);
    for (const [index, state] of ["done", "late", "current", "todo"].entries()) {
        expect(`.o_lalisa_step:eq(${index})`).toHaveClass(`o_lalisa_step_${state}`);
    }
});

test("a record without a path shows no step and no error", async () => {
    await show(2);
    expect(".o_lalisa_step").toHaveCount(0);
});

test("on a narrow screen the step that is due comes into sight", async () => {
    await resize({ width: 320 });
    await show(1);
    const row = queryOne(".o_lalisa_stepper").parentElement;
    expect(row.scrollLeft).toBeGreaterThan(0);
});
