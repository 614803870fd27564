from odoo import fields, models

from ..models.delegation_mixin import CAPACITIES
from ..models.sop.stage_role import StageRole
from .wording import format_duration, in_indonesian, long_date, long_time, short_time

# The papers are official documents of an Indonesian agency: their words are Indonesian at the
# source, like the SOP's own, whatever language the printing user works in.
CHANNELS = {
    "walk_in": "Tatap muka",
    "telephone": "Telepon",
    "letter": "Surat",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
}
ROLES = {
    "operator": "Operator La-Lisa",
    "section_head": "Kasi/Kasubag",
    "division_head": "Kabid",
    "response_team": "TRC",
    "agency_head": "Kepala Satuan",
    "system": "Sistem",
}
SOURCES = {
    "reporter": "telepon kepada pelapor",
    "district": "Trantib kecamatan",
    "village": "kepala desa/lurah",
    "patrol": "patroli terdekat",
    "team": "TRC",
}
RESULTS = {
    "advanced": "Diteruskan",
    "returned": "Dikembalikan",
    "waiting": "Dikembalikan ke pelapor",
    "closed": "Ditutup",
}
PROOFS = {
    "delivered": "pesan hasil sampai pada pelapor",
    "read": "pesan hasil dibaca pelapor",
    "confirmed": "diterima, dinyatakan oleh pelapor",
    "alternative": "disampaikan dengan cara lain",
    "unconfirmed": "terkirim, tanpa konfirmasi",
}


def channel_words(env):
    """Return the channels in the words of the papers, {code: text}; another addon's by its own Indonesian label."""
    complaints = in_indonesian(env["lalisa.complaint"])
    return dict(complaints._fields["channel"]._description_selection(complaints.env)) | CHANNELS


class ReportOfComplaint(models.AbstractModel):
    """Base of the papers about a complaint. They show what the printing user may read, and of the reporter what their
    role sees. Each says by `_get_words(complaint)` what its template prints, as text; its title is its `_description`.
    """

    _name = "lalisa.report.complaint"
    _description = "Papers about a complaint"

    def _get_report_values(self, docids, data=None):
        complaints = in_indonesian(self.env["lalisa.complaint"].browse(docids))
        complaints.check_access("read")
        return {
            "docs": complaints,
            "title": f"{self._description} {', '.join(complaints.mapped('number'))}",
            "sheets": [self._build_sheet(complaint) for complaint in complaints],
            "stylesheets": ["/lalisa_complaint/static/src/print/report.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _build_sheet(self, complaint):
        """Return what the template prints of one complaint, as text ready to print."""
        sheet = self._get_words(complaint)
        plain = {name: value for name, value in sheet.items() if name != "complaint"}
        short = "".join(word[0] for word in self._description.split())
        return sheet | {"seal": self.env["lalisa.report.seal"]._make_seal(f"{short} {complaint.number}", plain)}

    # -- head -----------------------------------------------------------------------------------

    def _step_reached(self, complaint):
        """Return the step that the complaint is in, or was in last."""
        numbers = [stage_log.step_number for stage_log in complaint.stage_log_ids.sorted("id")]
        return next((number for number in reversed(numbers) if number), 1)

    def _get_state(self, complaint):
        """Return the state by the SOP: step 3 sends the draft (konsep laporan aduan), step 4 finds it verified."""
        step = self._step_reached(complaint)
        if complaint.stage_kind == "closed" and complaint.stage_role != StageRole.DONE:
            return complaint.stage_id.name
        if step <= 2:
            return "Belum Diverifikasi"
        if step == 3:
            return "Konsep"
        return "Terverifikasi, dengan Hasil Penanganan" if step >= 6 else "Terverifikasi"

    def _is_secret(self, complaint):
        return complaint.confidentiality != "open" or complaint.covert or complaint.sop_id.kind == "member"

    def _list_identity(self, complaint):
        """Return list of (label, text)."""
        return [
            ("Nomor aduan", complaint.number),
            ("Diterima", long_time(complaint.registered_at)),
            ("Kanal", channel_words(self.env)[complaint.channel]),
            ("Pelapor", self._get_reporter_text(complaint)),
            ("Kategori", complaint.category_id.name or "Belum ditetapkan"),
            ("Tempat kejadian", self._get_place_text(complaint)),
            ("Perihal", complaint.summary),
            ("Tahap saat ini", complaint.stage_id.name),
        ]

    def _get_reporter_text(self, complaint):
        """Return the reporter; a protected identity is never printed: `action_reveal()` is the only way to it."""
        reporter = complaint.reporter_id
        if complaint.confidentiality == "anonymous":
            return "Anonim (atas permintaan pelapor)"
        if not reporter:
            return "Tidak tercatat"
        # Asked with the printing user's rights: a protected reporter is unreadable to every role.
        if complaint.confidentiality != "open" or not reporter.has_access("read"):
            return "Dirahasiakan"
        name = reporter.name or f"Pelapor {reporter.id:05d}"
        return f"{name}, telepon {_mask_phone(reporter.phone)}" if reporter.phone else name

    def _get_place_text(self, complaint):
        if not complaint.location_confirmed:
            return "Belum dikonfirmasi oleh operator"
        parts = [complaint.location_text]
        if complaint.district_id:
            parts.append(f"Kecamatan {complaint.district_id.name}")
        text = ", ".join(filter(None, parts)) or "-"
        if complaint.latitude or complaint.longitude:
            text += f"\nTitik lokasi {complaint.latitude:.6f}, {complaint.longitude:.6f}"
        return text

    def _get_check_text(self, complaint):
        if not complaint.check_finding:
            return ""
        source = SOURCES.get(complaint.check_source)
        return f"Sumber: {source}. {complaint.check_finding}" if source else complaint.check_finding

    # -- path -----------------------------------------------------------------------------------

    def _describe_stage_log(self, stage_log):
        return {
            "number": stage_log.step_number or "",
            "stage": stage_log.stage_id.name,
            "role": self._acted_as(stage_log),
            "entered": short_time(stage_log.entered_at),
            "left": short_time(stage_log.left_at),
            "used": format_duration(stage_log.minutes_used) if stage_log.left_at else "",
            "limit": format_duration(stage_log.minutes_max) if stage_log.minutes_max else "",
            "verdict": self._get_verdict(stage_log),
            "late": self._is_late(stage_log),
            "note": self._get_note(stage_log),
        }

    def _acted_as(self, stage_log):
        """Return the role that ended the step, with Plh. or Plt. before it where a deputy stood in."""
        role = ROLES.get(stage_log.acting_role) or stage_log.role_names or ""
        capacity = dict(CAPACITIES).get(stage_log.capacity)
        return f"{capacity} {role} ({stage_log.left_by_id.name})" if capacity else role

    def _is_late(self, stage_log):
        end = stage_log.left_at or fields.Datetime.now()
        return bool(stage_log.deadline_at and end > stage_log.deadline_at)

    def _get_verdict(self, stage_log):
        if not stage_log.deadline_at:
            return "" if stage_log.left_at else "Saat ini"
        if stage_log.left_at:
            return "Terlambat" if self._is_late(stage_log) else "Tepat waktu"
        return "Berjalan, terlambat" if self._is_late(stage_log) else "Berjalan"

    def _get_note(self, stage_log):
        """Return what turned a complaint back or ended it, with the reason that was given."""
        told = stage_log.reason_public and f"Kepada pelapor: {stage_log.reason_public}"
        reason = ". ".join(filter(None, [stage_log.reason_id.name, stage_log.reason, told]))
        return f"{RESULTS[stage_log.result]}: {reason}" if reason and stage_log.result in RESULTS else ""

    def _path_summary(self, complaint):
        """Return the path in a sentence, counts before percentages: 7 dari 8 tahap."""
        ended = complaint.stage_log_ids.filtered(lambda stage_log: stage_log.deadline_at and stage_log.left_at)
        if not ended:
            return ""
        on_time = len(ended.filtered(lambda stage_log: not self._is_late(stage_log)))
        used = format_duration(sum(ended.mapped("minutes_used")))
        returns = len(complaint.stage_log_ids.filtered(lambda v: v.reason_id and v.result != "closed"))
        sentence = f"{on_time} dari {len(ended)} tahap tepat waktu; waktu terpakai {used}"
        return f"{sentence}; {returns} kali dikembalikan." if returns else f"{sentence}."

    # -- end ------------------------------------------------------------------------------------

    def _get_closing_text(self, complaint):
        if not complaint.closed_at:
            return ""
        proof = PROOFS.get(complaint.closing_proof)
        how = proof or self._closed_towards(complaint)
        moment = long_time(complaint.closed_at)
        return f"Ditutup {moment}: {how}." if how else f"Ditutup {moment}."

    def _closed_towards(self, complaint):
        if complaint.stage_role == StageRole.REFERRED and complaint.agency_id:
            return f"dilimpahkan kepada {complaint.agency_id.name}"
        if complaint.stage_role == StageRole.MERGED and complaint.master_id:
            return f"digabung dengan aduan {complaint.master_id.number}"
        return ""


class ReportComplaint(models.AbstractModel):
    """Laporan Aduan, the SOP's own paper: a draft at step 3, verified from 4, with the result from 6 on."""

    _name = "report.lalisa_complaint.report_complaint"
    _inherit = ["lalisa.report.complaint"]
    _description = "Laporan Aduan"

    def _get_words(self, complaint):
        return {
            "complaint": complaint,
            "number": complaint.number,
            "state": self._get_state(complaint),
            "draft": self._step_reached(complaint) <= 3 and complaint.stage_kind != "closed",
            "secret": self._is_secret(complaint),
            "identity": self._list_identity(complaint),
            "facts": complaint.brief or "",
            "check": self._get_check_text(complaint),
            "path": [self._describe_stage_log(stage_log) for stage_log in complaint.stage_log_ids.sorted("id")],
            "summary": self._path_summary(complaint),
            "dispatches": self._list_dispatches(complaint),
            "result": complaint.result_public or "",
            "closing": self._get_closing_text(complaint),
        }

    def _list_dispatches(self, complaint):
        """Return what teams did, for an addon that knows them: list of dicts title and rows, [(label, text)]."""
        return []


def _mask_phone(phone):
    digits = "".join(filter(str.isdigit, phone))
    return f"{'•' * max(4, len(digits) - 3)}{digits[-3:]}"
