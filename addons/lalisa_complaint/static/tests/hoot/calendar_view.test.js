import { expect, test } from "@odoo/hoot";
import { animationFrame, mockDate, runAllTimers } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, serverState } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Case extends models.Model {
    _name = "case";
    name = fields.Char();
    received = fields.Datetime();
    _records = [{ id: 1, name: "LL-26-0042", received: "2026-11-24 01:30:00" }];
    has_access() {
        return true;
    }
}

defineMailModels();
defineModels([Case]);

test("a calendar writes the moment as the language does, and gives a complaint no length", async () => {
    serverState.lang = "id_ID";
    mockDate("2026-11-24 12:00:00");
    await mountView({
        type: "calendar",
        resModel: "case",
        arch: `<calendar js_class="lalisa_calendar" date_start="received" mode="month" event_open_popup="1"><field name="name"/></calendar>`,
    });
    expect(".fc-event .fc-time").toHaveText(/^\d\d\.\d\d$/);
    await contains(".fc-event").click();
    await runAllTimers();
    await animationFrame();
    expect(".o_cw_popover").toHaveText(/\d\d\.\d\d/);
    expect(".o_cw_popover").not.toHaveText(/ - \d\d|hour/);
});
