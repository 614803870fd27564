"""What the reporter's page says. A closed list: no names, place, category or words of the office for itself."""

import secrets

from ..models.complaint.addition import MAX_PHOTOS, MAX_WORDS
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
    ("inform", "Penyampaian hasil diperintahkan"),
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
AFTER_STEP_6 = ("report", "inform", "delivery", "done")
KEPT = "Terima kasih. Tambahan Bapak/Ibu sudah kami terima."
REFUSED = {
    "closed": "Aduan ini sudah ditutup. Untuk kejadian baru, silakan menyampaikan aduan baru.",
    "empty": "Belum ada yang dikirim: tuliskan keterangan atau pilih foto terlebih dahulu.",
    "too_long": f"Keterangan terlalu panjang: paling banyak {MAX_WORDS} huruf sekali kirim.",
    "too_many": f"Paling banyak {MAX_PHOTOS} foto sekali kirim. Sisanya dapat dikirim setelah ini.",
    "too_large": "Ada foto yang lebih besar dari 10 MB: pilih foto lain, lalu kirim kembali.",
    "no_photo": "Ada berkas yang bukan foto atau rusak: kami menerima foto JPEG atau PNG.",
    "too_often": "Tambahan sudah sering dikirim. Mohon menunggu satu jam, lalu kirim kembali.",
}


def tracking_page(complaint, address, kept=False, refusal=None, text=""):
    """Return the values of the reporter's page.

    :param complaint: one `lalisa.complaint`, readable (as superuser)
    :param address: the path of the page itself
    :param kept: an addition has just been kept
    :param refusal: why one was not, a key of `REFUSED`
    :param text: the words that were not kept, so that nobody has to write them again
    :return: plain values for the template
    """
    complaint = in_indonesian(complaint)
    return {
        "address": address,
        "kept": KEPT if kept else "",
        "refusal": REFUSED.get(refusal, ""),
        "text": text,
        "form_key": secrets.token_urlsafe(12) if complaint._takes_additions() else "",
        "max_words": MAX_WORDS,
        "max_photos": MAX_PHOTOS,
        "paper": complaint._has_public_result(),
        "number": complaint.number,
        "received": long_time(complaint.registered_at),
        "state": STATES.get(complaint.stage_code, IN_PROGRESS),
        "steps": _vague_steps(complaint) if _is_vague(complaint) else _list_steps(complaint),
        "result": complaint.result_public if complaint._has_public_result() else "",
        "why": _get_closing_reason(complaint),
        "agency": _get_agency_name(complaint),
        "asked": complaint._asked_of_reporter(),
    }


def _is_vague(complaint):
    """Tell whether the page shows no step: a closed operation shows none until step 6 ends."""
    return complaint.covert and complaint.stage_code not in AFTER_STEP_6


def _vague_steps(complaint):
    received = {"label": STEPS[0][1], "time": long_time(complaint.registered_at), "mark": "done"}
    if complaint.stage_code in STATES:
        return [received]
    return [received, {"label": IN_PROGRESS, "time": "", "mark": "now"}]


def _list_steps(complaint):
    return [_describe_step(complaint, code, label) for code, label in STEPS]


def _describe_step(complaint, code, label):
    """Return a step of the page: done with the time it was left, now with the time it began, or still ahead."""
    stage_logs = complaint.stage_log_ids.filtered(lambda stage_log: stage_log.stage_id.code == code).sorted("id")
    last = stage_logs[-1:]
    if complaint.stage_code == code:
        return {"label": label, "time": f"sejak {long_time(last.entered_at)}", "mark": "now"}
    if last.left_at and not _given_back(complaint, last):
        ended = complaint.registered_at if code == "receive" else last.left_at
        return {"label": label, "time": long_time(ended), "mark": "done"}
    return {"label": label, "time": "", "mark": "ahead"}


def _given_back(complaint, stage_log):
    """Tell whether the step was reached once, and the complaint has gone back before it since."""
    current = complaint.stage_log_id.step_number
    return bool(current and current < stage_log.step_number) or stage_log.result == "returned"


def _get_agency_name(complaint):
    if complaint.stage_code != "referred" or not complaint.agency_id:
        return ""
    return ", ".join(filter(None, [complaint.agency_id.name, complaint.agency_id.contact]))


def _get_closing_reason(complaint):
    """Return why it was closed without a result, in words that are for the reporter."""
    return complaint._public_reason() if complaint.stage_code == "unsuitable" else ""
