"""The conversations that are played: each a way through the procedure with all that is said on it."""

WORDS = "Ada sapi berkeliaran di jalan depan pasar Paringin, sudah tiga malam"


def begin(diary, words=WORDS, driver="whatsapp", number="6281200000042"):
    """A citizen tells of something and the operator takes it up.

    :return: (the conversation, the complaint)
    """
    world = diary.world
    everything = diary.env["lalisa.message.template"].with_context(active_test=False).search([])
    everything.active = True
    talk = diary.person(world.channel(driver), number, "citizen")
    diary.say(talk, words)
    complaint = talk.complaint_ids
    sorted_in(diary, complaint)
    return talk, complaint


def sorted_in(diary, complaint, code="TRN"):
    world = diary.world
    world.as_("operator", complaint).write(
        {
            "category_id": world.find("lalisa.category", code=code).id,
            "district_id": world.find("lalisa.district", name="Paringin").id,
            "location_text": "Depan pasar Paringin",
            "location_confirmed": True,
        }
    )
    diary.note(f"operator: category {code}, district and place")


def step(diary, complaint, target):
    diary.world.carry(complaint, target)
    diary.note(f"to {target}")


def end(diary, complaint, login, code, **values):
    diary.wait(minutes=3)
    diary.world.move(login, complaint, code, **values)
    diary.note(f"{login}: to {code}")


def whole_way(diary):
    talk, complaint = begin(diary)
    diary.say(talk, "", "location", latitude=-2.3289, longitude=115.4633)
    diary.say(talk, "Nama: Siti Rahmah")
    diary.say(talk, "", "image")
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        step(diary, complaint, target)
        if target in ("verify", "dispatch", "report", "delivery"):
            diary.say(talk, "STATUS")
    diary.wait(minutes=2)
    complaint._close_with_proof("delivered")
    diary.note("the receipt of the closing message")
    diary.say(talk, "4")
    diary.say(talk, "terima kasih banyak")
    diary.say(talk, "SURAT")
    diary.say(talk, "masih ada sapi lagi malam ini di tempat yang sama")


def whole_way_of_a_secret_one(diary):
    talk, complaint = begin(diary, words="Warung di belakang terminal menjual minuman keras")
    diary.say(talk, "RAHASIA")
    for target in ("verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        step(diary, complaint, target)
    diary.say(talk, "STATUS")
    complaint._close_with_proof("read")
    diary.note("the receipt of the closing message")


def covert_way(diary):
    talk, complaint = begin(diary, words="Kios di belakang terminal menjual minuman keras")
    covert = diary.env["lalisa.category"].search([("covert", "=", True)], limit=1)
    sorted_in(diary, complaint, covert.code)
    for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
        step(diary, complaint, target)
    diary.say(talk, "STATUS")


def returned(diary):
    talk, complaint = begin(diary)
    step(diary, complaint, "check")
    end(diary, complaint, "operator", "waiting_reporter")
    diary.say(talk, "STATUS")
    diary.say(talk, "", "location", latitude=-2.3289, longitude=115.4633)
    step(diary, complaint, "field_check")
    end(diary, complaint, "kabid", "verify")
    step(diary, complaint, "resolve")
    diary.world.report(complaint)
    diary.note("TRC reports")
    dispatch = diary.world.as_("kabid", complaint.dispatch_ids)
    wizard = dispatch.action_open_return()
    diary.note(f"kabid asks to return: {wizard.get('name')}")


def silent(diary):
    _talk, complaint = begin(diary)
    step(diary, complaint, "check")
    end(diary, complaint, "operator", "waiting_reporter")
    for days in (5, 3, 3):
        diary.wait(days=days)
        complaint.sudo().with_user(diary.world.root)._cron_close_unanswered()
        diary.note("the job for the silent")


def unsuitable(diary):
    talk, complaint = begin(diary, words="Apakah kantor buka hari Sabtu? Ada yang mau ditanyakan soal lapak")
    step(diary, complaint, "check")
    end(diary, complaint, "operator", "unsuitable")
    diary.say(talk, "STATUS")


def referred(diary):
    talk, complaint = begin(diary, words="Sampah menumpuk di tepi sungai dekat jembatan")
    agency = diary.env["lalisa.agency"].search([], limit=1)
    step(diary, complaint, "check")
    end(diary, complaint, "operator", "referred", agency_id=agency.id)
    diary.say(talk, "STATUS")
    diary.say(talk, "SETUJU")


def merged(diary):
    _talk, master = begin(diary)
    talk, complaint = begin(diary, number="6281200000043")
    step(diary, complaint, "check")
    end(diary, complaint, "operator", "duplicate", master_id=master.id)
    diary.say(talk, "STATUS")
    step(diary, master, "delivery")
    master._close_with_proof("delivered")
    diary.note("the receipt of the closing message")


def asked_in_passing(diary):
    talk = diary.person(diary.world.channel(), "6281200000042", "citizen")
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
        diary.say(talk, words)
    diary.say(talk, "", "audio")
    diary.say(talk, "", "sticker")


def at_night(diary):
    hours = diary.env["resource.calendar"].create({"name": "Jam kantor", "tz": "Asia/Makassar"})
    diary.env["res.company"]._lalisa_office().write(
        {
            "lalisa_duty_calendar_id": hours.id,
            "lalisa_duty_hours": "Senin-Jumat 08.00-16.00",
        }
    )
    diary.wait(hours=14)
    talk, _complaint = begin(diary)
    diary.say(talk, "STATUS")
    diary.wait(hours=1)
    other = diary.person(diary.world.channel(), "6281200000044", "another citizen")
    diary.say(other, "halo")


def on_telegram(diary):
    talk, complaint = begin(diary, driver="telegram", number="700000001")
    diary.tap(talk, "Rahasia")
    diary.say(talk, "STATUS")
    diary.wait(minutes=5)
    diary.tap(talk, "Perbarui")
    step(diary, complaint, "delivery")
    diary.say(talk, "STATUS")


CITIZENS = (
    whole_way,
    whole_way_of_a_secret_one,
    covert_way,
    returned,
    silent,
    unsuitable,
    referred,
    merged,
    asked_in_passing,
    at_night,
    on_telegram,
)
