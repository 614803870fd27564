"""What citizens are told, and staff in their chats, by mail and on their screens, in a few conversations."""

import re
from html import unescape

from tests.golden.attempt import attempt_work
from tests.golden.roles import OURS
from tests.golden.staff_walks import STAFF
from tests.golden.walks import CITIZENS
from tests.golden.world import MOMENT, World, undo_writes

# A case of the demo data: which of them wait, and for how long, goes by the day when the template was made.
OF_DEMO = re.compile(r"LL-(?!31)\d\d-")


def collect_texts(env, clock, _only):
    """Return {file: text}: the notices themselves, and what was said in each walk."""
    made = {}
    with undo_writes(env):
        made["notices.txt"] = attempt_work(format_notices, World(env, clock))
    for walk in (*CITIZENS, *STAFF):
        clock.move_to(MOMENT)
        with undo_writes(env):
            made[f"{walk.__name__.removeprefix('walk_')}.txt"] = attempt_work(
                play_walk, walk, Transcript(World(env, clock))
            )
    return made


def play_walk(walk, transcript):
    walk(transcript)
    return transcript.text()


def format_notices(world):
    """Return each notice with its words, filled in for one complaint."""
    channel = world.channel()
    talk = world.talk(channel, "6281200000041", "Siti Uji")
    world.hear(talk, "Ada sapi di jalan depan pasar Paringin")
    complaint = talk.complaint_ids
    complaint.sudo().write({"agency_id": world.env["lalisa.agency"].search([], limit=1).id})
    complaint.sudo().result_public = "Ternak telah diamankan."
    lines = []
    for one in world.env["lalisa.message.template"].with_context(active_test=False).search([]):
        about = [name for name in sorted(one._fields) if one._fields[name].type == "boolean" and one[name]]
        step = f", on entering {one.stage_id.name}" if one.stage_id else ""
        lines += [
            f"== {one.code}: {one.name} ({one.kind}{step}; {', '.join(about)})",
            one.body,
            "--",
            one._fill_body(complaint._words_for_notice()),
            "--",
            one.preview,
            "",
        ]
    return "\n".join(lines)


class Transcript:
    """What was done, and whatever anybody was told because of it."""

    def __init__(self, world):
        self.world, self.env = world, world.env
        self.names, self.lines = {}, []
        self.seen = {model: self.newest(model) for model in ("lalisa.message", "mail.message", "mail.activity")}
        # What the demo data's records are told by the way, by jobs for all, is not written down.
        ours = [model for model in self.env.values() if model._original_module in OURS and model._auto]
        self.old = {model._name: self.newest(model._name) for model in ours if "message_ids" in model._fields}

    def newest(self, model):
        return self.env[model].sudo().search([], order="id desc", limit=1).id or 0

    def person(self, channel, number, name):
        talk = self.world.talk(channel, number, name)
        self.names[talk.id] = name
        return talk

    def staff(self, channel, login, number):
        """Link a chat for a member of staff by the code of their own screen."""
        user = self.world.user(login)
        talk = self.person(channel, number, f"chat of {login}")
        code = user.with_user(user).action_link_chat()["context"]["default_code"]
        self.world.hear(talk, f"TAUT {code}")
        self.note(f"{login} links a chat")
        return talk

    def say(self, talk, body="", kind="text", **values):
        self.world.hear(talk, body, kind, **values)
        self.note(f"{self.names[talk.id]} [{kind}]: {body}")

    def tap(self, talk, title):
        self.world.tap(talk, title)
        self.note(f"{self.names[talk.id]} presses '{title}'")

    def wait(self, **span):
        self.world.wait(**span)

    def note(self, words):
        """Write down what was done and what it brought about; what was queued arrives."""
        self.env.cr.flush()
        self.env.invalidate_all()
        self.lines += ["", f"# {self.world.time()} {words}"]
        for message in self.new("lalisa.message", [("direction", "=", "outbound")]):
            self.lines += self.told(message)
        for entry in self.new("mail.message", []):
            if not entry.model or entry.res_id > self.old.get(entry.model, entry.res_id):
                self.lines += self.entry(entry)
        for activity in self.new("mail.activity", []):
            if activity.res_model and activity.res_id <= self.old.get(activity.res_model, 0):
                continue
            words = f"{format_plain(activity.summary)} {format_plain(activity.note)}"
            self.lines.append(f"= {activity.user_id.name} is to: {words}".rstrip())
        self.world.arrive()

    def new(self, model, domain):
        records = self.env[model].sudo().search([("id", ">", self.seen[model]), *domain], order="id")
        self.seen[model] = max(self.seen[model], self.newest(model))
        return records

    def told(self, message):
        to = self.names.get(message.conversation_id.id, "somebody else")
        more = [message.state if message.state != "queued" else "", "in place" if message.edits_id else ""]
        more += [name for name in ("asks_location", "asks_contact") if message[name]]
        more += [one.name for one in message.attachment_ids]
        lines = [f"> {to} ({', '.join([message.purpose or 'no purpose', *filter(None, more)])})"]
        lines += [f"  {line}" for line in (message.body or "").splitlines()]
        if message.buttons:
            titles = [title for _id, title in message.buttons if not OF_DEMO.match(title)]
            lines.append("  " + " ".join(f"[{title}]" for title in titles))
        return lines

    def entry(self, entry):
        names = ", ".join(entry.notified_partner_ids.mapped("name"))
        words = [format_plain(entry.subject), format_plain(entry.body)]
        for value in entry.tracking_value_ids:
            words.append(f"{value.field_id.field_description}: {value.old_value_char} -> {value.new_value_char}")
        words = " | ".join(filter(None, words))
        return [f"* {entry.subtype_id.name or entry.message_type}{f' to {names}' if names else ''}: {words}"]

    def text(self):
        return "\n".join(self.lines).strip() + "\n"


def format_plain(text):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", str(text or "")))).strip()
