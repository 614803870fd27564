import { expect, test } from "@odoo/hoot";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { animationFrame } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Complaint extends models.Model {
    _name = "complaint";
    warn_at = fields.Datetime();
    deadline_at = fields.Datetime();
    stage_kind = fields.Selection({ selection: [["step", "Step"], ["waiting", "Waiting"]] });
    _records = [
        { id: 1, warn_at: "2026-03-01 10:00:00", deadline_at: "2026-03-01 10:10:00", stage_kind: "step" },
        { id: 2, warn_at: false, deadline_at: false, stage_kind: "waiting" },
        { id: 3, warn_at: false, deadline_at: false, stage_kind: "step" },
    ];
}

defineMailModels();
defineModels([Complaint]);

async function showAt(moment, resId = 1) {
    mockDate(moment, 8);
    await mountView({
        type: "form",
        resModel: "complaint",
        resId,
        arch: `<form><field name="stage_kind" invisible="1"/><field name="deadline_at" widget="lalisa_countdown" readonly="1"/></form>`,
    });
}

test("before the warning the time left is green", async () => {
    await showAt("2026-03-01 09:54:30");
    expect(".o_lalisa_countdown").toHaveClass("text-bg-success");
    expect(".o_lalisa_countdown").toHaveText("15 minutes left");
});

test("from the warning on it is amber", async () => {
    await showAt("2026-03-01 10:06:30");
    expect(".o_lalisa_countdown").toHaveClass("text-bg-warning");
    expect(".o_lalisa_countdown").toHaveText("3 minutes left");
});

test("it turns red by itself when the deadline passes", async () => {
    await showAt("2026-03-01 10:09:58");
    expect(".o_lalisa_countdown").toHaveText("less than a minute left");
    await advanceTime(5000);
    await animationFrame();
    expect(".o_lalisa_countdown").toHaveClass("text-bg-danger");
    expect(".o_lalisa_countdown").toHaveText("less than a minute late");
});

test("long delays are said in hours and days", async () => {
    await showAt("2026-03-01 22:10:30");
    expect(".o_lalisa_countdown").toHaveText("12 hours late");
});

test("while the reporter is awaited the clock says that it stands", async () => {
    await showAt("2026-03-01 10:00:00", 2);
    expect(".o_lalisa_countdown").toHaveText("Clock stopped");
});

test("a closed complaint shows no clock", async () => {
    await showAt("2026-03-01 10:00:00", 3);
    expect(".o_lalisa_countdown").toHaveCount(0);
});

test("a card says how old it is", async () => {
    mockDate("2026-03-01 12:10:30", 0);
    await mountView({
        type: "form",
        resModel: "complaint",
        resId: 1,
        arch: `<form><field name="deadline_at" widget="lalisa_age" readonly="1"/></form>`,
    });
    expect(".o_lalisa_age").toHaveText("2 hours");
});
