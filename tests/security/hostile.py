"""People who write script into every field that reaches the office: over WhatsApp, Telegram, paper, and as staff."""

import itertools
import time

from tests import telegram_updates as telegram
from tests.processes import until
from tests.walk.citizen import Citizen

NUMBER = "6281255501666"
PERSON = 520_800_666
WINDOW = "window.top.fired"
DOCUMENT = "9000000000000001"
# Names of payloads that must be read on some screen; what is cut or judged away by a rule is not among them.
SHOWN = {
    "wa-name",
    "wa-text",
    "wa-caption",
    "wa-filename",
    "wa-card",
    "wa-place",
    "wa-button",
    "wa-list",
    "wa-template",
    "tg-name",
    "tg-text",
    "tg-caption",
    "tg-card",
    "tg-venue",
    "tg-edit",
    "walkin-summary",
    "walkin-name",
    "walkin-phone",
    "walkin-address",
    "walkin-place",
    "manual-text",
    "manual-name",
    "staff-brief",
    "staff-finding",
    "staff-found",
    "staff-acted",
    "staff-result",
}


def build_script(name):
    """Text that runs in every way in which text is taken for markup, and tells its name when it does."""
    fire = f"{WINDOW}('{name}')"
    return f"X-{name}\"'><img src=x onerror={fire}><svg onload={fire}></textarea></title><script>{fire}</script>"


def named_file(name):
    """Return the same as a file's name: what stands before a slash is a folder, and is cut off."""
    return build_script(name).replace("/", "|").replace("<|", "<") + ".htm"


class Attack:
    """All of it, on a running server; afterwards `complaint` is done and the others are at their beginning."""

    def __init__(self, walk):
        self.walk, self.server, self.database = walk, walk.server, walk.server.database

    def run(self):
        self._whatsapp()
        self._telegram()
        self._walk_in()
        self._by_hand()
        self._staff()
        unhandled = "SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new'"
        until(lambda: self.database.value(unhandled) == 0, 90)
        waiting = "SELECT count(*) FROM lalisa_message WHERE media_state = 'waiting' AND media_ref = %s"
        until(lambda: self.database.value(waiting, DOCUMENT) == 0, 90)

    def _whatsapp(self):
        citizen = Citizen(self.server, NUMBER, build_script("wa-name"))
        citizen.text(build_script("wa-text"))
        self.walk.complaint = until(lambda: self._complaint("wa-text"))
        self._put_a_document_there()
        citizen.photo(build_script("wa-caption"))
        citizen.send("document", {"id": DOCUMENT, "mime_type": "text/html", "filename": named_file("wa-filename")})
        name = {"formatted_name": build_script("wa-card"), "first_name": build_script("wa-card")}
        citizen.send("contacts", [{"name": name, "phones": [{"phone": build_script("wa-card-phone")}]}])
        place = {
            "latitude": -2.3,
            "longitude": 115.4,
            "name": build_script("wa-place"),
            "address": build_script("wa-address"),
        }
        citizen.send("location", place)
        citizen.tap("no-such-button", build_script("wa-button"))
        reply = {"id": "no-such-row", "title": build_script("wa-list"), "description": build_script("wa-list")}
        citizen.send("interactive", {"type": "list_reply", "list_reply": reply})
        citizen.send("button", {"text": build_script("wa-template"), "payload": build_script("wa-payload")})
        citizen.send(
            "unsupported", {"body": build_script("wa-unsupported")}, errors=[{"title": build_script("wa-error")}]
        )

    def _put_a_document_there(self):
        """A page with script, as a file at the provider."""
        self.server.shell(f"""
import base64
channel = env['lalisa.channel'].search([('driver', '=', 'whatsapp'), ('simulated', '=', True)])
phone = env['lalisa.simulated.phone'].search([('channel_id', '=', channel.id)], limit=1)
phone = phone or env['lalisa.simulated.phone'].create({{'name': 'x', 'number': '62811', 'channel_id': channel.id}})
page = b'<html><body><script>{WINDOW}("wa-document")</script></body></html>'
env['lalisa.simulated.message'].create({{
    'phone_id': phone.id, 'from_citizen': True, 'wamid': 'wamid.page', 'media_id': '{DOCUMENT}',
    'media': base64.b64encode(page), 'mimetype': 'text/html'}})
env.cr.commit()
""")

    def _telegram(self):
        who = {
            "first_name": build_script("tg-name"),
            "last_name": build_script("tg-last"),
            "username": build_script("tg-user"),
        }
        numbers = itertools.count(600)

        def say(**content):
            number = next(numbers)
            body = telegram.build_update(
                message={
                    "message_id": number,
                    "date": int(time.time()),
                    "from": {"id": PERSON, "is_bot": False, **who},
                    "chat": {"id": PERSON, "type": "private", **who},
                    **content,
                }
            )
            assert telegram.post_update(self.server, body).status_code == 200
            return number

        say(text=build_script("tg-text"))
        changed = say(text="sebelum diubah")
        until(lambda: self._message(changed))
        say(photo=[{"file_id": "abc", "width": 9, "height": 9}], caption=build_script("tg-caption"))
        say(document={"file_id": "def", "file_name": named_file("tg-filename")})
        say(
            contact={
                "first_name": build_script("tg-card"),
                "phone_number": build_script("tg-phone"),
                "vcard": build_script("tg-vcard"),
            }
        )
        venue = {"title": build_script("tg-venue"), "address": build_script("tg-address")}
        say(location={"latitude": -2.3, "longitude": 115.4}, venue=venue)
        assert (
            telegram.post_update(
                self.server,
                telegram.build_update(
                    edited_message={
                        "message_id": changed,
                        "date": int(time.time()),
                        "edit_date": int(time.time()),
                        "text": build_script("tg-edit"),
                        "from": {"id": PERSON, "is_bot": False, **who},
                        "chat": {"id": PERSON, "type": "private", **who},
                    }
                ),
            ).status_code
            == 200
        )

    def _walk_in(self):
        operator = self.walk.people["operator"]
        reporter = {name: build_script(f"walkin-{name}") for name in ("name", "phone", "address")}
        [reporter] = operator.call("lalisa.reporter", "create", [reporter])
        operator.call(
            "lalisa.complaint",
            "create",
            [
                {
                    "summary": build_script("walkin-summary"),
                    "location_text": build_script("walkin-place"),
                    "reporter_id": reporter,
                }
            ],
        )

    def _by_hand(self):
        operator = self.walk.people["operator"]
        words = {"phone": "6281255501667", "name": build_script("manual-name"), "body": build_script("manual-text")}
        operator.call("lalisa.manual.entry", "action_save", operator.call("lalisa.manual.entry", "create", [words]))

    def _staff(self):
        """The complaint from WhatsApp is carried to its end; each of the staff writes script too."""
        walk, operator, team = self.walk, self.walk.people["operator"], self.walk.people["trc"]
        category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
        district = operator.call("lalisa.district", "search", [["name", "=", "Paringin"]])[0]
        checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", walk.complaint]])
        operator.call("lalisa.complaint.check", "write", checks, {"done": True})
        place = {"location_text": build_script("operator-place"), "location_confirmed": True}
        walk.write("operator", category_id=category, district_id=district, **place)
        walk.press("operator")
        walk.write("kasi", brief=build_script("staff-brief"))
        walk.press("kasi")
        walk.write("kabid", check_source="village", check_finding=build_script("staff-finding"))
        walk.press("kabid")
        regu = walk.people["kabid"].call("lalisa.team", "search", [["name", "=", "Regu 1"]])[0]
        [order] = walk.people["kabid"].call(
            "lalisa.dispatch", "create", [{"complaint_id": walk.complaint, "team_id": regu}]
        )
        for step in ("action_depart", "action_arrive", "action_act"):
            team.call("lalisa.dispatch", step, [order])
        team.call(
            "lalisa.dispatch",
            "write",
            [order],
            {
                "findings": build_script("staff-found"),
                "actions_taken": build_script("staff-acted"),
                "outcome": "handled",
                "declaration": True,
            },
        )
        team.call("lalisa.dispatch", "action_report", [order])
        walk.people["kabid"].call("lalisa.dispatch", "action_accept", [order])
        walk.write("kepala", result_public=build_script("staff-result"))
        walk.press("kepala")
        until(lambda: walk.stage() == "done", 60, lambda: self.server.log_text()[-2000:])
        self.order = order

    def _complaint(self, name):
        query = "SELECT id FROM lalisa_complaint WHERE summary LIKE %s ORDER BY id DESC"
        rows = self.database.rows(query, f"%X-{name}%")
        return rows and rows[0][0]

    def _message(self, number):
        return self.database.rows("SELECT 1 FROM lalisa_message WHERE provider_message_id = %s", f"{PERSON}:{number}")
