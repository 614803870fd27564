import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { makeMockEnv, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Dashboard } from "@lalisa_oversight/dashboard/dashboard";

defineMailModels();

const figure = (label, count, more = {}) => ({
    label,
    text: String(count),
    count,
    tone: "",
    action: { name: label, res_model: "lalisa.complaint", domain: [["id", "=", count]] },
    ...more,
});

function board(waiting) {
    return {
        at: "1 June 2032 09.00 WITA",
        waiting: figure("Waiting for you", waiting),
        sections: [
            { id: "now", title: "Now", figures: [figure("Late now", 2, { tone: "danger" })] },
            {
                id: "steps",
                title: "Steps",
                columns: ["Step", "On time"],
                rows: [["1. Received", figure("On time", 7, { text: "7 of 9 (78%)" })]],
            },
        ],
    };
}

async function show() {
    await makeMockEnv();
    await mountWithCleanup(Dashboard, {
        props: { action: {}, actionId: 1, updateActionState: () => {}, className: "" },
    });
}

test("the first line says what waits for the head", async () => {
    onRpc("lalisa.dashboard", "board", () => board(3));
    await show();
    expect("h1").toHaveText("Waiting for you: 3");
    expect("section[data-section=steps] td:last-child").toHaveText("7 of 9 (78%)");
    expect("section[data-section=now] .o_lalisa_figure").toHaveClass("text-danger");
});

test("a press on a figure opens the list that the server gave with it", async () => {
    onRpc("lalisa.dashboard", "board", () => board(3));
    mockService("action", {
        doAction: (action) => expect.step([action.name, action.res_model, action.domain]),
    });
    await show();
    await click("section[data-section=now] .o_lalisa_figure");
    expect.verifySteps([["Late now", "lalisa.complaint", [["id", "=", 2]]]]);
});

test("what turns late by the clock alone is seen within a minute", async () => {
    let readings = 0;
    onRpc("lalisa.dashboard", "board", () => board(++readings));
    await show();
    expect("h1").toHaveText("Waiting for you: 1");
    await advanceTime(61000);
    await animationFrame();
    expect("h1").toHaveText("Waiting for you: 2");
});
