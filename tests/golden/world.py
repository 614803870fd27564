"""The office at work, inside Odoo: its people, its clock, and one complaint that they carry along."""

import base64
import io
from contextlib import contextmanager
from datetime import timedelta

from PIL import Image

from odoo import fields

from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction

# A Tuesday in the service hours, in a month that demo data know nothing of: 09.30 in WITA.
MOMENT = "2031-03-04 01:30:00"
STEPS = ("receive", "check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery")
WHY = {
    "waiting_reporter": ("unclear_place", "Mohon titik lokasi yang lebih jelas."),
    "unsuitable": ("not_complaint", "Pesan berisi pertanyaan umum, bukan aduan."),
    "referred": ("outside_authority", "Pengelolaan sampah ditangani dinas lain."),
    "duplicate": ("same_event", "Kejadian yang sama telah dilaporkan warga lain."),
    "verify": ("facts_differ", "Fakta di lapangan belum cocok."),
    "resolve": ("report_incomplete", "Laporan belum menyebut pemilik."),
}


@contextmanager
def undo_writes(env):
    """Take back whatever is written meanwhile, and let the registry forget it."""
    point = env.cr.savepoint(flush=False)
    try:
        yield
    finally:
        env.cr.clear()
        point.close(rollback=True)
        env.invalidate_all()
        env.registry.clear_all_caches()


class World:
    """The people of the demo data and what they do, by the names of the procedure.

    :param clock: freezegun's clock, which stands still between two acts
    """

    def __init__(self, env, clock):
        self.env, self.clock = env(context={"lang": "id_ID", "tz": "Asia/Makassar"}), clock
        self.root = env.ref("base.user_root")
        self.heard = 0

    def time(self):
        """Return the hour in the office's time."""
        return f"{fields.Datetime.now() + timedelta(hours=8):%d-%m %H.%M}"

    def wait(self, **span):
        self.clock.tick(timedelta(**span))

    def find(self, model, **values):
        """Return the one record with these values."""
        domain = [(name, "=", one) for name, one in values.items()]
        found = self.env[model].with_context(active_test=False).search(domain)
        assert len(found) == 1, f"{model} with {values}: {len(found)}"
        return found

    def user(self, login):
        return self.find("res.users", login=login)

    def as_(self, login, record):
        """Return a record in the hands of a person."""
        user = self.user(login)
        return record.with_user(user).with_context(lang=user.lang, tz=user.tz)

    # -- citizens and chats -----------------------------------------------------------------------

    def channel(self, driver="whatsapp"):
        return self.env["lalisa.channel"].create({"name": f"Kanal {driver}", "driver": driver, "state": "active"})

    def talk(self, channel, number, name):
        """Somebody is about to write.

        :return: the conversation, as the service sees it
        """
        contact = self.env["lalisa.contact"].create(
            {
                "channel_id": channel.id,
                "external_id": number,
                "phone": f"+{number}",
                "name": name,
            }
        )
        return self.env["lalisa.conversation"].with_user(self.root)._find_or_create(contact)

    def hear(self, talk, body="", kind="text", **values):
        """A message arrives."""
        self.heard += 1
        message = (
            self.env["lalisa.message"]
            .with_user(self.root)
            .create(
                {
                    "conversation_id": talk.id,
                    "direction": "inbound",
                    "state": "received",
                    "kind": kind,
                    "body": body,
                    "occurred_at": fields.Datetime.now(),
                    "provider_message_id": f"masuk.{self.heard}",
                    **values,
                }
            )
        )
        talk.last_inbound_at = message.occurred_at
        talk._on_messages(message)

    def tap(self, talk, title):
        """Press the newest button whose title holds these words."""
        talk.invalidate_recordset(["message_ids"])
        said = talk.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id", reverse=True)
        for message in said:
            for button_id, given in message.buttons or []:
                if title in given:
                    source = (message.edits_id or message).provider_message_id
                    external = talk.contact_id.external_id
                    return talk._on_action(
                        InboundAction(external_id=external, button_id=button_id, source_id=source or "")
                    )
        raise AssertionError(f"no button '{title}'")

    def arrive(self):
        """All that is queued reaches whom it is for."""
        waiting = [("state", "=", "queued"), ("channel_id.name", "like", "Kanal ")]
        for message in self.env["lalisa.message"].search(waiting):
            message.write({"state": "sent", "provider_message_id": not message.edits_id and f"keluar.{message.id}"})

    # -- the procedure ----------------------------------------------------------------------------

    def typed_in(self, **values):
        """Take down a complaint as the operator and return it."""
        return self.as_("operator", self.env["lalisa.complaint"]).create(
            {
                "summary": "Sapi berkeliaran di jalan depan pasar",
                "category_id": self.find("lalisa.category", code="TRN").id,
                "district_id": self.find("lalisa.district", name="Paringin").id,
                "location_text": "Depan pasar Paringin",
                "location_confirmed": True,
                "channel": "telephone",
                **values,
            }
        )

    def move(self, login, complaint, code, **values):
        if values.pop("why", code in WHY):
            name, text = WHY[code]
            values |= {"move_reason_id": self.find("lalisa.move.reason", code=name).id, "move_reason": text}
        stage = self.find("lalisa.stage", code=code)
        self.as_(login, complaint).write({"stage_id": stage.id, **values})

    def carry(self, complaint, target):
        """Take a complaint along the main way until it stands at a step, some minutes for each."""
        now = STEPS.index(complaint.stage_code)
        for code in STEPS[now + 1 : STEPS.index(target) + 1]:
            self.wait(minutes=4)
            getattr(self, f"to_{code}")(complaint)

    def to_check(self, complaint):
        self.as_("operator", complaint.check_ids).write({"done": True})
        self.move("operator", complaint, "check")

    def to_verify(self, complaint):
        self.move("operator", complaint, "verify", why=False)

    def to_field_check(self, complaint):
        self.as_("kasi", complaint).brief = "Lima ekor sapi di badan jalan pada malam hari."
        self.move("kasi", complaint, "field_check")

    def to_dispatch(self, complaint):
        self.as_("kabid", complaint).write({"check_source": "village", "check_finding": "Dibenarkan kepala desa."})
        self.move("kabid", complaint, "dispatch")

    def order(self, complaint, **values):
        team = self.find("lalisa.team", name="Regu 1")
        return self.as_("kabid", self.env["lalisa.dispatch"]).create(
            {
                "complaint_id": complaint.id,
                "team_id": team.id,
                **values,
            }
        )

    def to_resolve(self, complaint):
        dispatch = self.as_("trc", self.order(complaint))
        dispatch.action_depart()
        self.wait(minutes=20)
        dispatch.action_arrive()
        self.wait(minutes=10)
        dispatch.action_act()

    def report(self, complaint):
        dispatch = self.as_("trc", complaint.dispatch_ids)
        dispatch.write(
            {
                "findings": "Lima ekor sapi tanpa gembala.",
                "actions_taken": "Digiring, pemilik ditegur.",
                "outcome": "handled",
                "declaration": True,
                "violation_text": "Membiarkan ternak berkeliaran di tempat umum.",
            }
        )
        dispatch.action_report()

    def to_report(self, complaint):
        self.report(complaint)
        self.as_("kabid", complaint.dispatch_ids).action_accept()

    def to_inform(self, complaint):
        self.move("kepala", complaint, "inform")

    def to_delivery(self, complaint):
        self.as_("kepala", complaint).result_public = "Ternak telah diamankan dan pemiliknya ditegur."
        self.move("kepala", complaint, "delivery")

    def photo(self, login, dispatch, field):
        """The team adds a photo of a place to its report."""
        stream = io.BytesIO()
        Image.new("RGB", (60, 40), "green").save(stream, "PNG")
        dispatch = self.as_(login, dispatch)
        picture = dispatch.env["ir.attachment"].create(
            {
                "name": "foto.png",
                "datas": base64.b64encode(stream.getvalue()),
                "res_model": dispatch._name,
                "res_id": dispatch.id,
            }
        )
        dispatch.write({field: [(4, picture.id)]})
