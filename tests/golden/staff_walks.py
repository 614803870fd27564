"""The conversations of the staff that are played: turns, calls, lateness, a report by chat, the morning."""

from tests.golden.walks import begin_complaint, take_step


def staff_by_chat(transcript):
    chats = transcript.world.channel("telegram")
    operator, kasi, kabid, trc, kepala = (
        transcript.staff(chats, login, f"90000000{number}")
        for number, login in enumerate(("operator", "kasi", "kabid", "trc", "kepala"))
    )
    _talk, complaint = begin_complaint(transcript)
    let_time_pass(transcript, 1)
    let_time_pass(transcript, 4)
    let_time_pass(transcript, 30)
    take_step(transcript, complaint, "verify")
    let_time_pass(transcript, 1)
    transcript.say(kasi, "TUGAS")
    take_step(transcript, complaint, "dispatch")
    let_time_pass(transcript, 1)
    transcript.say(kabid, "TUGAS")
    transcript.say(kabid, "BANTUAN")
    transcript.tap(kabid, complaint.number)
    transcript.tap(kabid, "Regu 1")
    for title in ("Berangkat", "Tiba di lokasi", "Tindakan pertama", "Susun laporan"):
        transcript.wait(minutes=10)
        transcript.tap(trc, title)
    transcript.say(trc, "Lima ekor sapi tanpa gembala")
    transcript.say(trc, "Digiring, pemilik ditegur")
    let_time_pass(transcript, 1)
    transcript.tap(trc, "Ditangani")
    transcript.tap(trc, "Nyatakan dan kirim")
    transcript.tap(kabid, "Kembalikan laporan kepada TRC")
    transcript.tap(kabid, "Tindakan belum tuntas")
    transcript.say(kabid, "Masih ada sapi di jalan")
    transcript.tap(trc, "Susun laporan")
    transcript.tap(trc, "Nyatakan dan kirim")
    transcript.tap(kabid, "Terima laporan")
    let_time_pass(transcript, 1)
    transcript.say(kepala, "TUGAS")
    transcript.tap(kepala, complaint.number)
    transcript.say(operator, "TUGAS")
    transcript.say(kepala, "TUGAS")
    transcript.say(kepala, "PUTUS")


def late_on_every_step(transcript):
    _talk, complaint = begin_complaint(transcript)
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform"):
        let_time_pass(transcript, 1)
        let_time_pass(transcript, 600)
        transcript.world.carry(complaint, target)
        transcript.note(f"to {target}")


def walk_morning(transcript):
    transcript.staff(transcript.world.channel("telegram"), "kepala", "900000009")
    _talk, complaint = begin_complaint(transcript)
    take_step(transcript, complaint, "resolve")
    transcript.wait(hours=22)
    transcript.env["lalisa.digest"].with_user(transcript.world.root)._cron_send()
    transcript.note("the morning")


def let_time_pass(transcript, minutes):
    """The clock goes on and the job tells whoever is due."""
    transcript.wait(minutes=minutes)
    transcript.env["lalisa.stage.log"].with_user(transcript.world.root)._cron_escalate_deadlines()
    transcript.note(f"{minutes} minutes later")


STAFF = (staff_by_chat, late_on_every_step, walk_morning)
