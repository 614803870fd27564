"""What the reporter's page says. A closed list: no names, place, category or words of the office for itself."""

import secrets

from ..models.complaint.addition import MAX_PHOTOS, MAX_WORDS
from ..models.sop.stage import IN_PROGRESS
from ..models.sop.stage_role import StageRole
from ..report.wording import in_indonesian, long_time

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
        "state": _get_state(complaint) or IN_PROGRESS.capitalize(),
        "steps": _list_steps(complaint),
        "result": complaint.result_public if complaint._has_public_result() else "",
        "why": _get_closing_reason(complaint),
        "agency": _get_agency_name(complaint),
        "asked": complaint._asked_of_reporter(),
    }


def _get_state(complaint):
    """Return where a complaint at no step is, in the reporter's words; empty at a step, and for what is hidden."""
    stage = complaint.stage_id
    told = stage.kind != "step" and stage._is_shown(complaint.covert)
    return (stage.public_sentence or "") if told else ""


def _list_steps(complaint):
    """Return the steps of the page; of a closed operation, until all may be told, that it was received and goes on."""
    # The procedure is no secret; what is listed are the words for reporters.
    stages = complaint.sudo().sop_id.step_ids.sorted("number").stage_id.filtered("public_sentence")
    if not complaint.covert or complaint.stage_id.while_covert == "told":
        return [_describe_step(complaint, stage, first=stage == stages[:1]) for stage in stages]
    received = {"label": stages[:1].public_sentence, "time": long_time(complaint.registered_at), "mark": "done"}
    going_on = {"label": IN_PROGRESS.capitalize(), "time": "", "mark": "now"}
    return [received] if _get_state(complaint) else [received, going_on]


def _describe_step(complaint, stage, first):
    """Return a step of the page: done with the time it was left, now with the time it began, or still ahead."""
    stage_logs = complaint.stage_log_ids.filtered(lambda stage_log: stage_log.stage_id == stage).sorted("id")
    last, label = stage_logs[-1:], stage.public_sentence
    if complaint.stage_id == stage:
        return {"label": label, "time": f"sejak {long_time(last.entered_at)}", "mark": "now"}
    if last.left_at and not _given_back(complaint, last):
        ended = complaint.registered_at if first else last.left_at
        return {"label": label, "time": long_time(ended), "mark": "done"}
    return {"label": label, "time": "", "mark": "ahead"}


def _given_back(complaint, stage_log):
    """Tell whether the step was reached once, and the complaint has gone back before it since."""
    current = complaint.stage_log_id.step_number
    return bool(current and current < stage_log.step_number) or stage_log.result == "returned"


def _get_agency_name(complaint):
    if complaint.stage_role != StageRole.REFERRED or not (complaint.agency_id and complaint._is_stage_told()):
        return ""
    return ", ".join(filter(None, [complaint.agency_id.name, complaint.agency_id.contact]))


def _get_closing_reason(complaint):
    """Return why it was closed without a result, in words that are for the reporter."""
    told = complaint.stage_role == StageRole.REJECTED and complaint._is_stage_told()
    return complaint._public_reason() if told else ""
