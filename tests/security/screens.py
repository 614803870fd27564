"""One Chromium that walks through the office's screens, one person after another, and notes whatever script runs."""

import json

from tests.processes import until
from tests.walk.browser import Page

WATCH = """
if (window === window.top) {
    window.ran = [];
    window.fired = (name) => window.ran.push(name);
    window.alert = window.confirm = window.prompt = (text) => window.ran.push('dialog ' + text);
}
"""
# A screen is looked at when the web client has come to rest: nothing is asked any more, and what came is drawn.
OPEN = """(async () => {
    const env = odoo.__WOWL_DEBUG__.root.env;
    const { rpcBus } = odoo.loader.modules.get('@web/core/network/rpc');
    let asked = 0;
    rpcBus.addEventListener('RPC:REQUEST', () => asked++);
    rpcBus.addEventListener('RPC:RESPONSE', () => asked--);
    const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const rest = async () => {
        for (let calm = 0, count = 0; calm < 2 && count < 600; count++) {
            await drawn();
            calm = asked > 0 ? 0 : calm + 1;
        }
    };
    const seen = [], read = {};
    const look = async (what, act) => {
        try { await act(); } catch (error) { seen.push('could not open ' + what + ': ' + error); return; }
        await rest();
        const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        const heard = document.body.textContent + ' ' + fields.join(' ');
        for (const name of %(names)s) {
            if (heard.includes(`X-${name}"`)) { (read[name] ||= []).push(what); }
        }
        seen.push(what);
    };
    for (const { what, action, kind } of %(looks)s) {
        const options = { clearBreadcrumbs: true, ...(kind ? { viewType: kind } : {}) };
        await look(what, () => env.services.action.doAction(action, options));
    }
    for (const [model, limit] of %(forms)s) {
        let ids = [];
        try { ids = await env.services.orm.search(model, [], { limit, order: 'id desc' }); } catch { continue; }
        for (const res_id of ids) {
            await look(model + ' form', () => env.services.action.doAction(
                { type: 'ir.actions.act_window', res_model: model, res_id, views: [[false, 'form']] },
                { clearBreadcrumbs: true }));
            for (const tab of document.querySelectorAll('.o_notebook .nav-link:not(.active)')) {
                await look(model + ' ' + tab.textContent, () => tab.click());
            }
        }
    }
    // A picture that is not there has to be asked for before it tells so.
    await new Promise((done) => setTimeout(done, 1000));
    return { seen, read, ran: window.ran };
})()"""


class Screen(Page):
    """A browser that notes whatever runs, from the first moment of each page on."""

    def __init__(self, client):
        super().__init__(client, "/web/webclient/version_info")
        self.browser.send_command("Page.enable")
        self.browser.send_command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)

    def of(self, client, path):
        """Hand the browser, which knows the scripts and styles by now, to another person who opens a page."""
        self.url = client.server.url
        self.run("[localStorage, sessionStorage].forEach((kept) => kept.clear())")
        cookie = {"name": "session_id", "value": client.web.cookies["session_id"], "url": self.url}
        self.browser.send_command("Network.setCookie", **cookie)
        self.go(path)
        return self

    def go(self, path):
        self.browser.send_command("Page.navigate", url=self.url + path)
        until(lambda: self.run("document.readyState === 'complete' && !!window.ran"), 60)

    def look_at(self, looks, forms, names):
        """Open screens and the newest records of models.

        :param looks: as `looks_of` gives them
        :param forms: {model: how many records}
        :param names: texts to look for
        :return: {"seen": what was opened, "read": {name: where it was read}, "ran": the script that ran}
        """
        given = {"looks": looks, "forms": list(forms.items()), "names": sorted(names)}
        return self.run(OPEN % {key: json.dumps(value) for key, value in given.items()})


def looks_of(person, admin):
    """Return the screens behind the menus of our addons that a person has.

    :param admin: who may read what an action shows
    :return: [{"what", "action", "kind", "model", "view"}]; a model only where the action lists records
    """
    menus = person.call("ir.ui.menu", "load_web_menus", [], False).values()
    menus = [menu for menu in menus if menu.get("actionID") and (menu.get("xmlid") or "").startswith("lalisa_")]
    actions = {}
    for kind in ("ir.actions.act_window", "ir.actions.client", "ir.actions.act_url"):
        ids = sorted({menu["actionID"] for menu in menus if menu["actionModel"] == kind})
        fields = ["res_model", "views"] if kind == "ir.actions.act_window" else ["name"]
        actions |= {(kind, one["id"]): one for one in admin.call(kind, "read", ids, fields)}
    looks = []
    for menu in menus:
        # What is none of these does something and shows nothing.
        if found := actions.get((menu["actionModel"], menu["actionID"])):
            views = {kind: view for view, kind in found.get("views", ()) if kind not in ("form", "search")}
            for kind, view in views.items() or [("", None)]:
                looks.append(
                    {
                        "what": f"{menu['xmlid']} {kind}",
                        "action": menu["actionID"],
                        "kind": kind,
                        "view": view,
                        "model": found.get("res_model") if views else None,
                    }
                )
    return looks
