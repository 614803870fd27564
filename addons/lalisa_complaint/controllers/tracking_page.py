"""What the reporter's page says. A closed list: no names, place, category or staff's words."""
from ..report.wording import in_indonesian, long_time

# In the reporter's words; the SOP's own names stand on the office's papers.
STEPS = (
    ("receive", "Aduan diterima"),
    ("check", "Kesesuaian aduan diperiksa"),
    ("verify", "Aduan diverifikasi"),
    ("field_check", "Fakta di lapangan diperiksa"),
    ("dispatch", "Petugas ditugaskan"),
    ("resolve", "Penanganan di lapangan"),
    ("report", "Laporan kepada Kepala Satuan"),
    ("inform", "Hasil disampaikan kepada pelapor"),
)
STATES = {
    "waiting_reporter": "Menunggu keterangan tambahan dari Bapak/Ibu",
    "delivery": "Hasil sedang disampaikan kepada Bapak/Ibu",
    "done": "Selesai",
    "unsuitable": "Ditutup, belum dapat kami tindak lanjuti",
    "referred": "Dilimpahkan kepada instansi yang berwenang",
    "duplicate": "Digabung dengan aduan lain tentang kejadian yang sama",
    "cancelled": "Dicabut oleh pelapor",
    "unanswered": "Ditutup karena tidak ada keterangan tambahan",
}
IN_PROGRESS = "Sedang diproses"
TOLD = ("delivery", "done")
AFTER_STEP_6 = ("report", "inform", *TOLD)


def tracking_page(complaint):
    """:param complaint: one `lalisa.complaint`, readable (as superuser)
    :return: plain values for the template"""
    complaint = in_indonesian(complaint)
    return {
        "number": complaint.number,
        "received": long_time(complaint.registered_at),
        "state": STATES.get(complaint.stage_code, IN_PROGRESS),
        "steps": _vague_steps(complaint) if _is_vague(complaint) else _steps(complaint),
        "result": complaint.result_public if complaint.stage_code in TOLD else "",
        "agency": _agency(complaint),
        "asked": _asked(complaint),
    }


def _is_vague(complaint):
    """Closed operations show no step until step 6 ends: a target may pose as a reporter."""
    return complaint.covert and complaint.stage_code not in AFTER_STEP_6


def _vague_steps(complaint):
    received = {"label": STEPS[0][1], "time": long_time(complaint.registered_at), "mark": "done"}
    if complaint.stage_code in STATES:
        return [received]
    return [received, {"label": IN_PROGRESS, "time": "", "mark": "now"}]


def _steps(complaint):
    return [_step(complaint, code, label) for code, label in STEPS]


def _step(complaint, code, label):
    """Done with the time it was left, now with the time it began, or still ahead."""
    visits = complaint.visit_ids.filtered(lambda visit: visit.stage_id.code == code).sorted("id")
    last = visits[-1:]
    if complaint.stage_code == code:
        return {"label": label, "time": f"sejak {long_time(last.entered_at)}", "mark": "now"}
    if last.left_at and not _given_back(complaint, last):
        ended = complaint.registered_at if code == "receive" else last.left_at
        return {"label": label, "time": long_time(ended), "mark": "done"}
    return {"label": label, "time": "", "mark": "ahead"}


def _given_back(complaint, visit):
    """The step was reached once, and the complaint has gone back before it since."""
    current = complaint.visit_id.step_number
    return bool(current and current < visit.step_number) or visit.result == "returned"


def _agency(complaint):
    if complaint.stage_code != "referred" or not complaint.agency_id:
        return ""
    return ", ".join(filter(None, [complaint.agency_id.name, complaint.agency_id.contact]))


def _asked(complaint):
    """The reason from the office's list; the free words beside it stay in the office."""
    if complaint.stage_code != "waiting_reporter":
        return ""
    returned = complaint.visit_ids.filtered(lambda visit: visit.result == "waiting").sorted("id")
    reason = returned[-1:].reason_id.name
    return f"{reason}." if reason else "Keterangan tambahan diperlukan."
