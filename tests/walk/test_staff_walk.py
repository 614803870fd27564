"""Steps 5 and 6 by Kabid and TRC through Telegram: the same transitions, their own rights, their own buttons."""

import hashlib
import io
import itertools

import pytest
from PIL import Image

from tests import telegram_updates as telegram
from tests.processes import until
from tests.standing import looking_for_jobs
from tests.walk.test_complaint_walk import Walk, do_closing_steps, do_operator_steps, do_verify_steps, receive_message

KABID, TRC, KASI, STRANGER = 530_900_001, 530_900_002, 530_900_003, 530_900_004
TAPS = itertools.count(880_000_000)
FIRST_NUMBER = 1_000_000  # of the simulated messages, in Telegram's own count of a chat
KEEP_FILE = """
WITH kept AS (INSERT INTO lalisa_simulated_message (phone_id, from_citizen, wamid, media_id, mimetype, state)
           SELECT p.id, true, %(file)s, %(file)s, 'image/jpeg', 'sent' FROM lalisa_simulated_phone p
             JOIN lalisa_channel c ON c.id = p.channel_id WHERE p.number = %(number)s AND c.driver = 'telegram'
        RETURNING id)
INSERT INTO ir_attachment (name, type, res_model, res_field, res_id, mimetype, db_datas)
SELECT 'media', 'binary', 'lalisa.simulated.message', 'media', id, 'image/jpeg', %(content)s FROM kept
"""
# As if some time had passed: what was said to a chat in the last second keeps nothing back.
LATER = """
WITH waited AS (UPDATE lalisa_rate_limit SET next_at = next_at - 60 RETURNING 1)
UPDATE lalisa_simulated_call SET called_at = called_at - 60
"""


class StaffWalk(Walk):
    """The walk, with people who also hold a telephone."""

    def post(self, body):
        """An update reaches the service and is handled."""
        self.database.execute(LATER)
        assert telegram.post_update(self.server, body).status_code == 200
        until(lambda: not self.waiting("lalisa_webhook_event", "state = 'new'"))

    def waiting(self, table, condition):
        return self.database.value(f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608 - of this file

    def link(self, login, account):
        """The code of the user's own screen, sent by the account as a link of the chat program does it."""
        person = self.people[login]
        me = self.database.value("SELECT id FROM res_users WHERE login = %s", login)
        code = person.call("res.users", "action_link_chat", [me])["context"]["default_code"]
        self.post(telegram.build_message(account, f"/start taut-{code}"))
        assert self.waiting("lalisa_staff_link", "ended_at IS NULL")

    def shown(self, account):
        """Return (text, buttons) that the simulated Telegram has shown to an account, oldest first."""
        until(lambda: not self.waiting("lalisa_message", "direction = 'outbound' AND state IN ('queued', 'sending')"))
        return self.database.rows(
            """SELECT m.body, m.buttons FROM lalisa_simulated_message m JOIN lalisa_simulated_phone p
                ON p.id = m.phone_id WHERE p.number = %s AND NOT coalesce(m.from_citizen, false) ORDER BY m.id""",
            str(account),
        )

    def last(self, account):
        return self.shown(account)[-1][0]

    def button(self, account, title):
        """Return the id of the newest button with a title, as the account's Telegram holds it."""
        for _text, buttons in reversed(self.shown(account)):
            for button_id, given in buttons or []:
                if title in given:
                    return button_id
        raise AssertionError(f"no button '{title}': {self.shown(account)[-3:]}")

    def tap(self, account, title):
        self.press_id(account, self.button(account, title))

    def press_id(self, account, button_id):
        self.post(self.pressed(account, button_id))

    def pressed(self, account, button_id):
        """Return the update of a tap, below the message that holds the button where this account has one."""
        rows = self.database.rows(
            """SELECT m.id FROM lalisa_simulated_message m JOIN lalisa_simulated_phone p ON p.id = m.phone_id
                WHERE p.number = %s AND m.buttons::text LIKE %s ORDER BY m.id DESC LIMIT 1""",
            str(account),
            f"%{button_id}%",
        )
        below = f"{account}:{FIRST_NUMBER + rows[0][0]}" if rows else ""
        return telegram.build_tap(account, button_id, str(next(TAPS)), below)

    def photo(self, account, colour, caption):
        """Send a photo of the account, whose file the provider has, and return its bytes."""
        stream = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(stream, "JPEG")
        content, file_id = stream.getvalue(), f"foto{next(TAPS)}"
        with self.database.cursor() as cursor:
            cursor.execute(KEEP_FILE, {"file": file_id, "number": str(account), "content": content})
        size = {"file_id": file_id, "file_unique_id": "u", "width": 64, "height": 48, "file_size": len(content)}
        self.say(account, photo=[size], caption=caption)
        until(lambda: not self.waiting("lalisa_message", "media_state = 'waiting'"))
        return content

    def say(self, account, words=None, **more):
        self.post(telegram.build_message(account, words, **more))

    def dispatches(self):
        return self.database.rows(
            "SELECT state, findings, declaration FROM lalisa_dispatch WHERE complaint_id = %s", self.complaint
        )


@pytest.fixture
def walk(server):
    walk = StaffWalk(server)
    walk.link("kabid", KABID)
    walk.link("trc", TRC)
    with looking_for_jobs(server.database):
        yield walk


def to_step_5(walk):
    number = receive_message(walk)
    do_operator_steps(walk)
    do_verify_steps(walk)
    # The Kabid brought it here on the screen and asks the chat what waits.
    walk.say(KABID, "TUGAS")
    walk.tap(KABID, number)
    return number


def team_works(walk):
    """Departed, arrived, first action, a place from the street, the report and its declaration."""
    walk.tap(TRC, "Berangkat")
    # What comes of a tap stands in place of what was tapped.
    count = len(walk.shown(TRC))
    walk.tap(TRC, "Tiba di lokasi")
    assert len(walk.shown(TRC)) == count
    walk.say(TRC, location={"latitude": -2.3289, "longitude": 115.4633})
    walk.tap(TRC, "Tindakan pertama")
    assert walk.stage() == "resolve"
    walk.tap(TRC, "Susun laporan")
    walk.say(TRC, "Lima ekor sapi di badan jalan")
    walk.say(TRC, "Digiring ke kandang, pemilik ditegur")
    walk.tap(TRC, "Ditangani")


def test_kabid_and_team_carry_steps_5_and_6_through_telegram(walk):
    number = to_step_5(walk)
    walk.tap(KABID, "Kirim Regu 1")
    assert walk.dispatches() == [("ordered", None, None)]
    order = walk.last(TRC)
    assert number in order and "Lima ekor sapi" in order
    team_works(walk)
    walk.tap(TRC, "Nyatakan dan kirim")
    assert walk.dispatches() == [("reported", "Lima ekor sapi di badan jalan", True)]
    filed = walk.last(KABID)
    assert "Digiring ke kandang" in filed and number in filed
    walk.tap(KABID, "Terima laporan")
    assert walk.stage() == "report"
    do_closing_steps(walk)
    roles = [
        row[0]
        for row in walk.database.rows(
            """SELECT v.acting_role FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
            WHERE v.complaint_id = %s AND s.code IN ('dispatch', 'resolve') ORDER BY v.id""",
            walk.complaint,
        )
    ]
    assert roles == ["response_team", "division_head"]
    logins = walk.database.rows(
        """SELECT u.login FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
             JOIN res_users u ON u.id = v.left_by_id
            WHERE v.complaint_id = %s AND s.code IN ('dispatch', 'resolve') ORDER BY v.id""",
        walk.complaint,
    )
    assert logins == [("trc",), ("kabid",)]
    places = walk.database.rows("SELECT latitude, longitude FROM lalisa_dispatch_position")
    assert [tuple(map(float, place)) for place in places] == [(-2.3289, 115.4633)]
    # The team's whole chat knows nothing of the reporter, and nobody became a citizen by the way.
    told = " ".join(text for text, _buttons in walk.shown(TRC))
    assert "Warga Uji" not in told and "6281200000042" not in told
    assert walk.waiting("lalisa_complaint", "conversation_id IS NOT NULL") == 1


def test_photos_of_the_team_become_evidence_byte_by_byte(walk):
    to_step_5(walk)
    walk.tap(KABID, "Kirim Regu 1")
    walk.tap(TRC, "Berangkat")
    before = walk.photo(TRC, (120, 90, 40), "sapi di jalan")
    after = walk.photo(TRC, (10, 120, 40), "sesudah digiring")
    rows = walk.database.rows(
        "SELECT moment, sha256 FROM lalisa_dispatch_evidence WHERE sha256 IN %s ORDER BY id",
        tuple(hashlib.sha256(one).hexdigest() for one in (before, after)),
    )
    assert rows == [("before", hashlib.sha256(before).hexdigest()), ("after", hashlib.sha256(after).hexdigest())]
    assert "1 sebelum, 1 sesudah" in walk.last(TRC)
    # A photo of somebody without an order, and of the Kabid, is no evidence.
    walk.photo(KABID, (1, 1, 1), "sebelum")
    assert "tidak disimpan" in walk.last(KABID)


@pytest.mark.thorough
def test_a_report_is_given_back_and_comes_again(walk):
    to_step_5(walk)
    walk.tap(KABID, "Kirim Regu 1")
    team_works(walk)
    declare = walk.button(TRC, "Nyatakan dan kirim")
    walk.press_id(TRC, declare)
    walk.tap(KABID, "Kembalikan laporan kepada TRC")
    walk.tap(KABID, "Tindakan belum tuntas")
    walk.say(KABID, "Masih ada sapi di jalan")
    assert walk.dispatches() == [("acted", "Lima ekor sapi di badan jalan", False)]
    assert "Masih ada sapi di jalan" in walk.last(TRC)
    # The declaration of before files nothing now.
    walk.press_id(TRC, declare)
    assert walk.dispatches()[0][0] == "acted"
    walk.tap(TRC, "Susun laporan")
    walk.tap(TRC, "Ubah tindakan")
    walk.say(TRC, "Semua sapi digiring ke kandang")
    walk.tap(TRC, "Nyatakan dan kirim")
    walk.tap(KABID, "Terima laporan")
    assert walk.stage() == "report"


def test_forged_replayed_forwarded_and_outlived_buttons_do_nothing_but_say_so(walk):
    to_step_5(walk)
    walk.link("kasi", KASI)
    order = walk.button(KABID, "Kirim Regu 1")

    def refused(account, button_id, words):
        walk.press_id(account, button_id)
        assert words in walk.last(account), walk.last(account)

    # Forwarded: to the team, to a colleague, to a stranger.
    refused(TRC, order, "milik orang lain")
    refused(KASI, order, "milik orang lain")
    refused(STRANGER, order, "tidak tertaut")
    # Forged: another secret, another button, nonsense.
    for forged in (order[:-4] + "AAAA", "s:AAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAA", "s:", "s:" + "é" * 20):
        refused(KABID, forged, "tidak dikenal")
    assert walk.dispatches() == [] and walk.stage() == "dispatch"
    # Replayed: the very same update, and the same button once more.
    body = walk.pressed(KABID, order)
    walk.post(body)
    walk.post(body)
    refused(KABID, order, "sudah dipakai")
    assert len(walk.dispatches()) == 1
    # Outlived: the team has departed on the screen meanwhile.
    depart = walk.button(TRC, "Berangkat")
    number = walk.database.value("SELECT id FROM lalisa_dispatch WHERE complaint_id = %s", walk.complaint)
    walk.people["trc"].call("lalisa.dispatch", "action_depart", [number])
    refused(TRC, depart, "sudah berubah")
    # A changed role: taken away on the screen, the next tap is nobody's.
    arrive = walk.button(TRC, "Lihat keadaan sekarang")
    admin = walk.server.login("admin")
    user = walk.database.value("SELECT id FROM res_users WHERE login = 'trc'")
    admin.call("res.users", "write", [user], {"active": False})
    refused(TRC, arrive, "tidak tertaut")
    # Unlinked by the word.
    walk.say(KABID, "PUTUS")
    refused(KABID, walk.button(KABID, "Kirim Regu 2"), "tidak tertaut")
    assert [state for state, *_rest in walk.dispatches()] == ["departed"]


def test_a_code_links_once_and_guessing_is_stopped(walk):
    walk.link("kasi", KASI)
    # Whoever reads what Telegram sent finds the code there, and it is worth nothing.
    kept = "SELECT payload #>> '{message,text}' FROM lalisa_webhook_event ORDER BY id DESC LIMIT 1"
    walk.post(telegram.build_message(STRANGER, walk.database.value(kept)))
    assert "salah" in walk.last(STRANGER)
    for _try in range(5):
        walk.post(telegram.build_message(STRANGER, "TAUT AAAAA-AAAAA"))
    assert "15 menit" in walk.last(STRANGER)
    assert walk.waiting("lalisa_staff_link", "ended_at IS NULL") == 3
    # What is written with a code is no complaint and lies open to nobody.
    assert not walk.waiting("lalisa_complaint", "conversation_id IS NOT NULL")
    hidden = walk.people["operator"].call("lalisa.message", "search_count", [["purpose", "=", "staff"]])
    assert hidden == 0 and walk.waiting("lalisa_message", "purpose = 'staff'")


def test_a_teams_group_hears_of_its_order_without_personal_data(walk):
    group = {"id": -1001530900001, "type": "supergroup", "title": "Grup Regu 1"}
    admin = walk.server.login("lalisa_admin")
    team = admin.call("lalisa.team", "search", [["name", "=", "Regu 1"]])
    code = admin.call("lalisa.team", "action_link_chat", team)["context"]["default_code"]
    walk.post(telegram.build_message(TRC, f"/taut {code}", chat=group))
    assert "Regu 1" in walk.last(group["id"])
    number = to_step_5(walk)
    walk.tap(KABID, "Kirim Regu 1")
    told = walk.last(group["id"])
    assert number in told and "Depan pasar Paringin" in told
    assert "Lima ekor sapi" not in told and "sapi berkeliaran" not in told
    # Whoever leaves the group of the team has no account any more.
    walk.post(
        telegram.build_message(TRC, chat=group, left_chat_member={"id": TRC, "is_bot": False, "first_name": "Rizki"})
    )
    walk.press_id(TRC, walk.button(TRC, "Berangkat"))
    assert "tidak tertaut" in walk.last(TRC)
    assert walk.dispatches()[0][0] == "ordered"
