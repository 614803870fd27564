import { expect, test } from "@odoo/hoot";
import { click, edit, queryAll, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { NEWS } from "@lalisa_intake/conversation_panel/conversation_panel";

class Complaint extends models.Model {
    _name = "lalisa.complaint";
    name = fields.Char();
    _records = [{ id: 7, name: "LL-26-0007" }];
}

defineMailModels();
defineModels([Complaint]);

function heard(id, values = {}) {
    return {
        id, mine: false, body: `Pesan ${id}`, kind: "text", state: "received", failure: "", at: "2026-03-01 01:30:00",
        sent_by: "", automatic: false, forwarded: false, quoted: "", number: "LL-26-0007", place: false, files: [],
        waiting_for_file: false, edited: false, revoked: false, reaction: "", unseen: false, actions: [], ...values,
    };
}

function said(id, state, values = {}) {
    return heard(id, { mine: true, state, sent_by: "Operator", ...values });
}

function panelOf(messages, values = {}) {
    return {
        conversation_id: 5, complaint_id: 7, mode: "bot", window_open: true, window_until: "2026-03-02 01:30:00",
        quick: [{ id: 3, name: "Lokasi", body: "Di mana tempatnya, Bapak/Ibu?" }], others: [], is_operator: true,
        may_answer: true, messages, ...values,
    };
}

/** Shows the panel; what the server answers may be changed later. */
async function show(panel) {
    const server = { panel, calls: [] };
    onRpc("lalisa.complaint", "conversation_panel", () => server.panel);
    onRpc("lalisa.complaint", "mark_conversation_seen", () => {
        server.calls.push("seen");
        return true;
    });
    await mountView({
        type: "form", resModel: "lalisa.complaint", resId: 7,
        arch: `<form><widget name="lalisa_conversation_panel"/></form>`,
    });
    return server;
}

function news(conversation_id = 5) {
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, NEWS, { conversation_id, complaint_id: 7 });
}

test("each state of an answer has its tick, and what was read is blue", async () => {
    const states = ["queued", "sent", "delivered", "read", "failed", "uncertain"];
    await show(panelOf(states.map((state, index) => said(index + 1, state))));
    expect(queryAllTexts(".o_lalisa_tick")).toEqual(["…", "✓", "✓✓", "✓✓", "⚠", "?"]);
    expect(".o_lalisa_tick.text-primary").toHaveCount(1);
    expect(".o_lalisa_tick.text-primary").toHaveAttribute("title", "Read");
    expect(".o_lalisa_bubble.o_lalisa_mine").toHaveCount(6);
});

test("the citizen's own messages carry no tick", async () => {
    await show(panelOf([heard(1)]));
    expect(".o_lalisa_bubble").toHaveCount(1);
    expect(".o_lalisa_tick").toHaveCount(0);
});

test("what is news of this conversation appears by itself, of another one it does not", async () => {
    const server = await show(panelOf([heard(1)]));
    server.panel = panelOf([heard(1), heard(2)]);
    news(99);
    await animationFrame();
    expect(".o_lalisa_bubble").toHaveCount(1);
    news();
    await waitFor(".o_lalisa_bubble:eq(1)");
    expect(queryAllTexts(".o_lalisa_body")).toEqual(["Pesan 1", "Pesan 2"]);
});

test("an answer that comes late does not overwrite a newer one", async () => {
    const server = await show(panelOf([said(1, "sent")]));
    const slow = new Deferred();
    server.panel = slow;
    news();
    await animationFrame();
    server.panel = panelOf([said(1, "read")]);
    news();
    await waitFor(".o_lalisa_tick.text-primary");
    slow.resolve(panelOf([said(1, "delivered")]));
    await animationFrame();
    expect(".o_lalisa_tick.text-primary").toHaveCount(1);
});

test("the operator's look takes new messages off the list, other people's does not", async () => {
    const server = await show(panelOf([heard(1, { unseen: true })]));
    expect(server.calls).toEqual(["seen"]);
    expect(".o_lalisa_unseen").toHaveCount(1);
});

test("who is no operator looks without taking anything off the list", async () => {
    const server = await show(panelOf([heard(1, { unseen: true })], { is_operator: false }));
    expect(server.calls).toEqual([]);
    expect(".o_lalisa_split").toHaveCount(0);
});

test("a voice note has a player, a photo is shown, a file is a link", async () => {
    const files = [
        { id: 1, name: "suara.ogg", kind: "audio", url: "/lalisa/conversation/media/1" },
        { id: 2, name: "foto.jpg", kind: "image", url: "/lalisa/conversation/media/2" },
        { id: 3, name: "surat.pdf", kind: "application", url: "/lalisa/conversation/media/3" },
    ];
    await show(panelOf([heard(1, { kind: "audio", body: "", files })]));
    expect(".o_lalisa_bubble audio[controls]").toHaveAttribute("src", "/lalisa/conversation/media/1");
    expect(".o_lalisa_bubble audio").toHaveAttribute("preload", "none");
    expect(".o_lalisa_bubble img").toHaveAttribute("alt", "foto.jpg");
    expect(".o_lalisa_bubble a:contains(surat.pdf)").toHaveAttribute("href", "/lalisa/conversation/media/3");
    expect(".o_lalisa_bubble .badge").toHaveText("Voice note");
});

test("what was forwarded, edited, taken back or reacted to says so", async () => {
    await show(panelOf([
        heard(1, { forwarded: true }), heard(2, { edited: true }), heard(3, { revoked: true }), said(4, "read", { reaction: "👍" }),
    ]));
    expect(".o_lalisa_bubble:eq(0)").toHaveText(/Forwarded/);
    expect(".o_lalisa_edited").toHaveCount(1);
    expect(".o_lalisa_revoked").toHaveCount(1);
    expect(".o_lalisa_reaction").toHaveText("👍");
});

test("what a citizen wrote is text, never a page", async () => {
    await show(panelOf([heard(1, { body: "<img src=x onerror=alert(1)><b>tebal</b>" })]));
    expect(queryAll(".o_lalisa_bubble img, .o_lalisa_bubble b")).toHaveLength(0);
    expect(".o_lalisa_body").toHaveText("<img src=x onerror=alert(1)><b>tebal</b>");
});

test("a place is where the reporter stood until the operator says that it happened there", async () => {
    const place = { latitude: -2.33, longitude: 115.46, name: "" };
    onRpc("lalisa.complaint", "use_place", ({ args }) => {
        expect.step(`use_place ${args[1]}`);
        return true;
    });
    await show(panelOf([heard(1, { kind: "location", place })]));
    expect(".o_lalisa_bubble").toHaveText(/not confirmed/);
    await click("button:contains(It happened here)");
    await animationFrame();
    expect.verifySteps(["use_place 1"]);
});

test("an answer is sent once, however often the button is pressed, and the draft is empty then", async () => {
    const sent = new Deferred();
    onRpc("lalisa.reply.composer", "create", ({ args }) => {
        expect.step(args[0][0].body);
        return [1];
    });
    onRpc("lalisa.reply.composer", "action_send", () => sent);
    await show(panelOf([heard(1)]));
    expect(".o_lalisa_send").not.toBeEnabled();
    await click(".o_lalisa_draft");
    await edit("Petugas menuju lokasi.");
    await animationFrame();
    await click(".o_lalisa_send");
    await click(".o_lalisa_send");
    // News while it is being sent must not leave the button dead.
    news();
    sent.resolve(true);
    await waitFor(".o_lalisa_send:disabled");
    await animationFrame();
    expect.verifySteps(["Petugas menuju lokasi."]);
    expect(".o_lalisa_draft").toHaveValue("");
    await click(".o_lalisa_draft");
    await edit("Baik.");
    await waitFor(".o_lalisa_send:enabled");
});

test("when the time for answers is over there is nothing to write into", async () => {
    await show(panelOf([heard(1)], { window_open: false, window_until: false }));
    expect(".o_lalisa_draft").toHaveCount(0);
    expect(".alert-warning").toHaveText(/telephone the reporter/);
});

test("taking over and giving back say who answers now", async () => {
    const server = await show(panelOf([heard(1)]));
    onRpc("lalisa.complaint", "take_over_conversation", () => {
        const mode = server.panel.mode === "bot" ? "human" : "bot";
        server.panel = panelOf([heard(1)], { mode });
        return true;
    });
    expect("header .badge").toHaveText("Automatic answers are on");
    await click(".o_lalisa_take_over");
    await waitFor("header .badge:contains(A person is answering)");
    await click(".o_lalisa_take_over");
    await waitFor("header .badge:contains(Automatic answers are on)");
});

test("the counter counts what the citizen sent unseen, grows with news and goes when it was seen", async () => {
    const server = await show(panelOf([heard(1), heard(2, { unseen: true }), said(3, "read")], { is_operator: false }));
    expect(".o_lalisa_unread").toHaveText("1");
    server.panel = panelOf([heard(2, { unseen: true }), heard(4, { unseen: true })], { is_operator: false });
    news();
    await waitFor(".o_lalisa_unread:contains(2)");
    server.panel = panelOf([heard(2), heard(4)], { is_operator: false });
    news();
    await waitFor(".o_lalisa_panel:not(:has(.o_lalisa_unread))");
    expect(server.calls).toEqual([]);
});
