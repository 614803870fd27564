"""Made-up complaints of the last weeks, carried through the same transitions as real ones with the clock set back."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch
from zlib import crc32

from odoo import api, fields, models

# category, district, summary, place, confidentiality
EVENTS = [
    (
        "trn",
        "paringin",
        "Sapi berkeliaran di jalan raya pada malam hari",
        "Jalan A. Yani, depan pasar",
        "open",
    ),
    (
        "bsg",
        "paringin_selatan",
        "Musik keras sampai lewat tengah malam",
        "Gang belakang terminal",
        "open",
    ),
    ("pkl", "paringin", "Lapak menutup trotoar dekat sekolah", "Simpang tiga pasar baru", "open"),
    (
        "rkl",
        "batumandi",
        "Spanduk iklan dipaku di pohon sepanjang jalan",
        "Jalan poros Batumandi",
        "open",
    ),
    ("mir", "juai", "Warung diduga menjual minuman beralkohol", "Dekat jembatan desa", "secret"),
    ("smp", "awayan", "Tumpukan sampah di tepi sungai", "Bantaran sungai Awayan", "open"),
    ("bgn", "lampihong", "Bangunan berdiri di sempadan sungai", "RT 4, tepi sungai", "open"),
    ("blp", "paringin", "Balap liar setiap malam Minggu", "Jalan lingkar", "open"),
    ("gpg", "paringin", "Orang terlantar butuh pertolongan", "Emperan toko", "open"),
    ("ngl", "tebing_tinggi", "Sekelompok remaja menghirup lem", "Belakang balai desa", "secret"),
    (
        "hib",
        "halong",
        "Warung malam tanpa izin buka sampai subuh",
        "Jalan menuju Halong",
        "anonymous",
    ),
    ("trn", "halong", "Kambing merusak taman kecamatan", "Taman depan kantor camat", "open"),
    ("bsg", "juai", "Pengeras suara acara tanpa henti", "Lapangan desa", "open"),
    ("pkl", "batumandi", "Pedagang berjualan di badan jalan", "Depan puskesmas", "open"),
    (
        "rmd",
        "paringin",
        "Warung buka terang-terangan di siang hari Ramadan",
        "Dekat alun-alun",
        "open",
    ),
    ("bgn", "paringin_selatan", "Kios menutup saluran air", "Samping terminal", "open"),
]
# What the team writes of the violation, by category: it stands on the papers that the offender gets.
VIOLATIONS = {
    "trn": "Membiarkan ternak berkeliaran di tempat umum.",
    "bsg": "Menimbulkan suara keras yang mengganggu ketenteraman warga.",
    "pkl": "Berjualan di tempat yang diperuntukkan bagi lalu lintas umum.",
    "rkl": "Memasang spanduk iklan pada pohon pelindung jalan.",
    "mir": "Menjual minuman beralkohol tanpa izin.",
    "smp": "Membuang sampah di tepi sungai.",
    "bgn": "Mendirikan bangunan di sempadan sungai atau di atas saluran air.",
    "blp": "Memakai jalan umum untuk balapan.",
    "ngl": "Menghirup lem di tempat umum.",
    "hib": "Membuka warung malam tanpa izin.",
    "rmd": "Membuka warung makan secara terbuka pada siang hari Ramadan.",
}
# How far each goes, how many minutes before now it began, and its speed against the limits.
COURSES = [
    ("receive", 3, 1),
    ("receive", 9, 1),
    ("check", 6, 0.6),
    ("verify", 14, 0.5),
    ("verify", 40, 0.8),
    ("waiting_reporter", 600, 0.7),
    ("field_check", 30, 0.6),
    ("dispatch", 60, 0.5),
    ("dispatch", 420, 0.9),
    ("resolve", 230, 0.4),
    ("report", 300, 0.5),
    ("inform", 360, 0.5),
    ("delivery", 800, 0.6),
    ("done", 1500, 0.5),
    ("done", 2900, 1.3),
    ("done", 4400, 0.7),
    ("done", 7300, 0.6),
    ("done", 10100, 0.8),
    ("done", 12000, 1.2),
    ("done", 14500, 0.4),
    ("done", 18800, 0.7),
    ("done", 21000, 0.5),
    ("unsuitable", 5000, 0.5),
    ("referred", 6100, 0.6),
    ("duplicate", 9000, 0.5),
    ("cancelled", 15000, 0.5),
    ("unanswered", 17000, 0.5),
]
MAIN = (
    "receive",
    "check",
    "verify",
    "field_check",
    "dispatch",
    "resolve",
    "report",
    "inform",
    "delivery",
)
REASONS = {
    "waiting_reporter": ("unclear_place", "Mohon titik lokasi yang lebih jelas."),
    "unsuitable": ("not_complaint", "Pesan berisi pertanyaan umum, bukan aduan."),
    "referred": ("outside_authority", "Pengelolaan sampah ditangani dinas lain."),
    "duplicate": ("same_event", "Kejadian yang sama telah dilaporkan warga lain."),
    "done": ("told_otherwise", "Disampaikan langsung kepada pelapor."),
}


class LalisaDemoHistory(models.AbstractModel):
    """The demo's weeks before today."""

    _name = "lalisa.demo.history"
    _description = "Demo history"

    @api.model
    def _load_history(self):
        """Make the demo complaints; called once, when the addon is installed with demo data."""
        for index, (goal, age, speed) in enumerate(COURSES):
            event = EVENTS[index % len(EVENTS)]
            begun = fields.Datetime.now() - timedelta(minutes=age)
            _Story(self.env, begun, speed).carry_out(event, goal, index)


class _Story:
    """One complaint's way, told with a clock of its own."""

    def __init__(self, env, begun, speed):
        self.env = env
        self.now = begun
        self.speed = speed
        self.end = fields.Datetime.now()

    @contextmanager
    def set_clock(self):
        with patch.object(fields.Datetime, "now", lambda: min(self.now, self.end)):
            yield

    def find_record(self, name, addon="lalisa_complaint"):
        return self.env.ref(f"{addon}.{name}")

    def make_place(self, district, place):
        """Return a made-up spot in the district, the same for the same place."""
        centre, spread = self.find_record(f"district_{district}"), crc32(place.encode())
        return {
            "latitude": centre.latitude + (spread % 401 - 200) / 10_000,
            "longitude": centre.longitude + (spread // 401 % 401 - 200) / 10_000,
        }

    def as_user(self, record, login):
        # Diaries are written in the language of those who act.
        return record.with_user(self.find_record(f"user_{login}")).with_context(mail_notrack=True, lang="id_ID")

    def carry_out(self, event, goal, index):
        category, district, summary, place, confidentiality = event
        with self.set_clock():
            reporter = self.as_user(self.env["lalisa.reporter"], "operator").create(
                {"name": f"Warga {index + 1:02d}", "phone": f"0800 555 {index:04d}"}
            )
            complaint = self.as_user(self.env["lalisa.complaint"], "operator").create(
                {
                    "summary": summary,
                    "category_id": self.find_record(f"category_{category}").id,
                    "district_id": self.find_record(f"district_{district}").id,
                    "location_text": place,
                    "location_confirmed": True,
                    **self.make_place(district, place),
                    "confidentiality": confidentiality,
                    "reporter_id": reporter.id,
                    "channel": ("telephone", "walk_in")[index % 2],
                }
            )
            stop = goal if goal in MAIN else {"done": "delivery", "cancelled": "verify"}.get(goal, "check")
            for target in MAIN[1 : MAIN.index(stop) + 1]:
                self.take_step(complaint, target)
            if goal not in MAIN:
                self.end_as(complaint, goal)
            if goal == "dispatch" and index % 2:
                # One team has its order and has not left yet; the other case still waits for one.
                self.order_team(complaint)

    def let_time_pass(self, complaint):
        self.now += timedelta(minutes=(complaint.stage_log_id.minutes_max or 240) * self.speed)

    def take_step(self, complaint, target):
        self.let_time_pass(complaint)
        getattr(self, f"to_{target}")(complaint)

    def to_check(self, complaint):
        self.as_user(complaint.check_ids, "operator").write({"done": True})
        self.move_on(complaint, "operator", "check")

    def to_verify(self, complaint):
        self.move_on(complaint, "operator", "verify")

    def to_field_check(self, complaint):
        self.as_user(complaint, "kasi").brief = f"{complaint.summary}. Tempat: {complaint.location_text}."
        self.move_on(complaint, "kasi", "field_check")

    def to_dispatch(self, complaint):
        self.as_user(complaint, "kabid").write({"check_source": "village", "check_finding": "Dibenarkan aparat desa."})
        self.move_on(complaint, "kabid", "dispatch")

    def order_team(self, complaint):
        return self.as_user(self.env["lalisa.dispatch"], "kabid").create(
            {
                "complaint_id": complaint.id,
                "team_id": self.find_record("team_1", "lalisa_dispatch").id,
                "vehicle_ids": [(4, self.find_record("vehicle_1", "lalisa_dispatch").id)],
            }
        )

    def to_resolve(self, complaint):
        team = self.as_user(self.order_team(complaint), "trc")
        team.action_depart()
        team.action_arrive()
        team.action_act()

    def to_report(self, complaint):
        team = self.as_user(complaint.dispatch_ids, "trc")
        team.write(
            {
                "findings": "Keadaan di lapangan sesuai aduan.",
                "actions_taken": "Teguran lisan dan penertiban.",
                "outcome": "handled",
                "declaration": True,
                "violation_text": VIOLATIONS.get((complaint.category_id.code or "").lower(), False),
            }
        )
        team.action_report()
        self.as_user(complaint.dispatch_ids, "kabid").action_accept()

    def to_inform(self, complaint):
        self.move_on(complaint, "kepala", "inform")

    def to_delivery(self, complaint):
        self.as_user(complaint, "kepala").result_public = "Petugas telah mendatangi lokasi dan menertibkan keadaan."
        self.move_on(complaint, "kepala", "delivery")

    def end_as(self, complaint, goal):
        self.let_time_pass(complaint)
        if goal == "cancelled":
            complaint._withdraw_complaint()
        elif goal == "unanswered":
            self.move_on(complaint, "operator", "waiting_reporter", reason="waiting_reporter")
            self.now += timedelta(days=8)
            complaint.with_user(self.env.ref("base.user_root")).write(
                {"stage_id": self.find_record("stage_unanswered").id}
            )
        else:
            self.move_on(complaint, "operator", goal, reason=goal, **self.get_extra_values(goal))

    def get_extra_values(self, goal):
        if goal == "referred":
            return {"agency_id": self.find_record("agency_environment").id}
        if goal == "duplicate":
            return {"master_id": self.env["lalisa.complaint"].search([("stage_code", "=", "done")], limit=1).id}
        if goal == "done":
            return {
                "closing_proof": "alternative",
                "alternative_how": "phone",
                "alternative_who": "Pelapor",
                "alternative_at": self.now,
            }
        return {}

    def move_on(self, complaint, login, code, reason=None, **values):
        if reason:
            name, text = REASONS[reason]
            values |= {"move_reason_id": self.find_record(f"reason_{name}").id, "move_reason": text}
        self.as_user(complaint, login).write({"stage_id": self.find_record(f"stage_{code}").id, **values})
