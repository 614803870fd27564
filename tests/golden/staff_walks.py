"""The conversations of the staff that are played: turns, calls, lateness, a report by chat, the morning."""

from tests.golden.walks import begin, step


def staff_by_chat(diary):
    chats = diary.world.channel("telegram")
    operator, kasi, kabid, trc, kepala = (
        diary.staff(chats, login, f"90000000{number}")
        for number, login in enumerate(("operator", "kasi", "kabid", "trc", "kepala"))
    )
    _talk, complaint = begin(diary)
    due(diary, 1)
    due(diary, 4)
    due(diary, 30)
    step(diary, complaint, "verify")
    due(diary, 1)
    diary.say(kasi, "TUGAS")
    step(diary, complaint, "dispatch")
    due(diary, 1)
    diary.say(kabid, "TUGAS")
    diary.say(kabid, "BANTUAN")
    diary.tap(kabid, complaint.number)
    diary.tap(kabid, "Regu 1")
    for title in ("Berangkat", "Tiba di lokasi", "Tindakan pertama", "Susun laporan"):
        diary.wait(minutes=10)
        diary.tap(trc, title)
    diary.say(trc, "Lima ekor sapi tanpa gembala")
    diary.say(trc, "Digiring, pemilik ditegur")
    due(diary, 1)
    diary.tap(trc, "Ditangani")
    diary.tap(trc, "Nyatakan dan kirim")
    diary.tap(kabid, "Kembalikan laporan kepada TRC")
    diary.tap(kabid, "Tindakan belum tuntas")
    diary.say(kabid, "Masih ada sapi di jalan")
    diary.tap(trc, "Susun laporan")
    diary.tap(trc, "Nyatakan dan kirim")
    diary.tap(kabid, "Terima laporan")
    due(diary, 1)
    diary.say(kepala, "TUGAS")
    diary.tap(kepala, complaint.number)
    diary.say(operator, "TUGAS")
    diary.say(kepala, "TUGAS")
    diary.say(kepala, "PUTUS")


def late_on_every_step(diary):
    _talk, complaint = begin(diary)
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform"):
        due(diary, 1)
        due(diary, 600)
        diary.world.carry(complaint, target)
        diary.note(f"to {target}")


def morning(diary):
    diary.staff(diary.world.channel("telegram"), "kepala", "900000009")
    _talk, complaint = begin(diary)
    step(diary, complaint, "resolve")
    diary.wait(hours=22)
    diary.env["lalisa.morning"].with_user(diary.world.root)._cron_send()
    diary.note("the morning")


def due(diary, minutes):
    """The clock goes on and the job tells whoever is due."""
    diary.wait(minutes=minutes)
    diary.env["lalisa.complaint.visit"].with_user(diary.world.root)._cron_escalate_deadlines()
    diary.note(f"{minutes} minutes later")


STAFF = (staff_by_chat, late_on_every_step, morning)
