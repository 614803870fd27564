"""The conversations that are played: each a way through the procedure with all that is said on it."""

WORDS = "Ada sapi berkeliaran di jalan depan pasar Paringin, sudah tiga malam"


def begin_complaint(transcript, words=WORDS, driver="whatsapp", number="6281200000042"):
    """Let a citizen tell of something and the operator take it up.

    :return: (the conversation, the complaint)
    """
    world = transcript.world
    everything = transcript.env["lalisa.message.template"].with_context(active_test=False).search([])
    everything.active = True
    talk = transcript.person(world.channel(driver), number, "citizen")
    transcript.say(talk, words)
    complaint = talk.complaint_ids
    sorted_in(transcript, complaint)
    return talk, complaint


def sorted_in(transcript, complaint, code="TRN"):
    world = transcript.world
    world.as_("operator", complaint).write(
        {
            "category_id": world.find("lalisa.category", code=code).id,
            "district_id": world.find("lalisa.district", name="Paringin").id,
            "location_text": "Depan pasar Paringin",
            "location_confirmed": True,
        }
    )
    transcript.note(f"operator: category {code}, district and place")


def take_step(transcript, complaint, target):
    transcript.world.carry(complaint, target)
    transcript.note(f"to {target}")


def end_complaint(transcript, complaint, login, code, **values):
    transcript.wait(minutes=3)
    transcript.world.move(login, complaint, code, **values)
    transcript.note(f"{login}: to {code}")


def whole_way(transcript):
    talk, complaint = begin_complaint(transcript)
    transcript.say(talk, "", "location", latitude=-2.3289, longitude=115.4633)
    transcript.say(talk, "Nama: Siti Rahmah")
    transcript.say(talk, "", "image")
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        take_step(transcript, complaint, target)
        if target in ("verify", "dispatch", "report", "delivery"):
            transcript.say(talk, "STATUS")
    transcript.wait(minutes=2)
    complaint._close_with_proof("delivered")
    transcript.note("the receipt of the closing message")
    transcript.say(talk, "4")
    transcript.say(talk, "terima kasih banyak")
    transcript.say(talk, "SURAT")
    transcript.say(talk, "masih ada sapi lagi malam ini di tempat yang sama")


def whole_way_of_a_secret_one(transcript):
    talk, complaint = begin_complaint(transcript, words="Warung di belakang terminal menjual minuman keras")
    transcript.say(talk, "RAHASIA")
    for target in ("verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        take_step(transcript, complaint, target)
    transcript.say(talk, "STATUS")
    complaint._close_with_proof("read")
    transcript.note("the receipt of the closing message")


def covert_way(transcript):
    talk, complaint = begin_complaint(transcript, words="Kios di belakang terminal menjual minuman keras")
    covert = transcript.env["lalisa.category"].search([("covert", "=", True)], limit=1)
    sorted_in(transcript, complaint, covert.code)
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        take_step(transcript, complaint, target)
    transcript.say(talk, "STATUS")


def walk_returned(transcript):
    talk, complaint = begin_complaint(transcript)
    take_step(transcript, complaint, "check")
    end_complaint(transcript, complaint, "operator", "waiting_reporter")
    transcript.say(talk, "STATUS")
    transcript.say(talk, "", "location", latitude=-2.3289, longitude=115.4633)
    take_step(transcript, complaint, "field_check")
    end_complaint(transcript, complaint, "kabid", "verify")
    take_step(transcript, complaint, "resolve")
    transcript.world.report(complaint)
    transcript.note("TRC reports")
    dispatch = transcript.world.as_("kabid", complaint.dispatch_ids)
    wizard = dispatch.action_open_return()
    transcript.note(f"kabid asks to return: {wizard.get('name')}")


def walk_silent(transcript):
    _talk, complaint = begin_complaint(transcript)
    take_step(transcript, complaint, "check")
    end_complaint(transcript, complaint, "operator", "waiting_reporter")
    for days in (5, 3, 3):
        transcript.wait(days=days)
        complaint.sudo().with_user(transcript.world.root)._cron_close_unanswered()
        transcript.note("the job for the silent")


def walk_unsuitable(transcript):
    talk, complaint = begin_complaint(
        transcript, words="Apakah kantor buka hari Sabtu? Ada yang mau ditanyakan soal lapak"
    )
    take_step(transcript, complaint, "check")
    end_complaint(transcript, complaint, "operator", "unsuitable")
    transcript.say(talk, "STATUS")


def walk_referred(transcript):
    talk, complaint = begin_complaint(transcript, words="Sampah menumpuk di tepi sungai dekat jembatan")
    agency = transcript.env["lalisa.agency"].search([], limit=1)
    take_step(transcript, complaint, "check")
    end_complaint(transcript, complaint, "operator", "referred", agency_id=agency.id)
    transcript.say(talk, "STATUS")
    transcript.say(talk, "SETUJU")


def walk_merged(transcript):
    _talk, master = begin_complaint(transcript)
    talk, complaint = begin_complaint(transcript, number="6281200000043")
    take_step(transcript, complaint, "check")
    end_complaint(transcript, complaint, "operator", "duplicate", master_id=master.id)
    transcript.say(talk, "STATUS")
    take_step(transcript, master, "delivery")
    master._close_with_proof("delivered")
    transcript.note("the receipt of the closing message")


def asked_in_passing(transcript):
    talk = transcript.person(transcript.world.channel(), "6281200000042", "citizen")
    for words in (
        "assalamualaikum",
        "BANTUAN",
        "STATUS",
        WORDS,
        "TAMBAH",
        "pemiliknya Pak Amat",
        "STATUS",
        "BARU",
        "Musik keras di gang belakang terminal",
        "STATUS",
        "CABUT",
        "STOP",
        "MULAI",
        "CABUT 2",
    ):
        transcript.say(talk, words)
    transcript.say(talk, "", "audio")
    transcript.say(talk, "", "sticker")


def at_night(transcript):
    hours = transcript.env["resource.calendar"].create({"name": "Jam kantor", "tz": "Asia/Makassar"})
    transcript.env["res.company"]._lalisa_office().write(
        {
            "lalisa_duty_calendar_id": hours.id,
            "lalisa_duty_hours": "Senin-Jumat 08.00-16.00",
        }
    )
    transcript.wait(hours=14)
    talk, _complaint = begin_complaint(transcript)
    transcript.say(talk, "STATUS")
    transcript.wait(hours=1)
    other = transcript.person(transcript.world.channel(), "6281200000044", "another citizen")
    transcript.say(other, "halo")


def on_telegram(transcript):
    talk, complaint = begin_complaint(transcript, driver="telegram", number="700000001")
    transcript.tap(talk, "Rahasia")
    transcript.say(talk, "STATUS")
    transcript.wait(minutes=5)
    transcript.tap(talk, "Perbarui")
    take_step(transcript, complaint, "delivery")
    transcript.say(talk, "STATUS")


CITIZENS = (
    whole_way,
    whole_way_of_a_secret_one,
    covert_way,
    walk_returned,
    walk_silent,
    walk_unsuitable,
    walk_referred,
    walk_merged,
    asked_in_passing,
    at_night,
    on_telegram,
)
