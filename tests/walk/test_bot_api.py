"""The simulated Telegram, asked through the library that the driver uses: what it answers is what Telegram would."""

import asyncio
import base64
import importlib.util
import io
import time
from pathlib import Path

import pytest
import requests
import telegram as library
from PIL import Image
from telegram import error

from tests import telegram_updates as telegram
from tests.processes import until

TOKEN = "7000000001:demo-telegram-bot-token"  # noqa: S105 - the demo bot's, public
SHARED = Path(__file__).resolve().parents[3] / "shared" / "contracts"
PERSON = 520_700_001


def get_base(server):
    return f"{server.url}/lalisa/simulator/telegram"


def ask_library(server, act, token=TOKEN):
    """Return what the library makes of the answer to one call."""

    async def run():
        async with library.Bot(
            token, base_url=f"{get_base(server)}/bot", base_file_url=f"{get_base(server)}/file/bot"
        ) as bot:
            return await act(bot)

    return asyncio.run(run())


def draw_picture():
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")
    return stream.getvalue()


def unknown_fields(thing):
    """Fields of an answer that the library does not know: Telegram would not send them."""
    found = dict(thing.api_kwargs)
    for name in thing.__slots__:
        value = getattr(thing, name, None)
        found |= unknown_fields(value) if isinstance(value, library.TelegramObject) else {}
    return found


def test_the_library_reads_every_answer_and_finds_nothing_that_it_does_not_know(server):
    row = [library.InlineKeyboardButton("Status", callback_data="status:LL-26-0001")]
    answers = [
        ask_library(server, lambda bot: bot.get_me()),
        ask_library(server, lambda bot: bot.get_webhook_info()),
        ask_library(
            server, lambda bot: bot.send_message(PERSON, "Halo", reply_markup=library.InlineKeyboardMarkup([row]))
        ),
        ask_library(server, lambda bot: bot.send_message(-100_190_000, "Halo grup")),
    ]
    sent = answers[2]
    answers += [
        ask_library(server, lambda bot: bot.edit_message_text("Sudah", PERSON, sent.message_id)),
        ask_library(
            server, lambda bot: bot.send_photo(PERSON + 1, draw_picture(), filename="lokasi.jpg", caption="Lokasi")
        ),
        ask_library(server, lambda bot: bot.send_document(PERSON + 1, b"%PDF-1.7 surat", filename="surat.pdf")),
    ]
    assert [unknown_fields(one) for one in answers] == [{}] * len(answers)
    assert (sent.reply_markup.inline_keyboard[0][0].callback_data, answers[4].text) == ("status:LL-26-0001", "Sudah")
    assert (sent.chat.type, answers[3].chat.type) == ("private", "supergroup")
    assert (answers[5].caption, answers[6].document.file_name) == ("Lokasi", "surat.pdf")
    kept = "SELECT m.mimetype FROM lalisa_simulated_message m WHERE m.mimetype IS NOT NULL ORDER BY m.id"
    assert server.database.rows(kept) == [("image/jpeg",), ("application/pdf",)]
    for act in (
        lambda bot: bot.answer_callback_query("77", "Sudah", show_alert=True),
        lambda bot: bot.set_my_commands([("lapor", "Membuat aduan")]),
        lambda bot: bot.set_webhook("https://contoh.example/x", secret_token="a" * 43),
        lambda bot: bot.delete_webhook(),
    ):
        assert ask_library(server, act) is True


def test_refusals_arrive_as_the_errors_that_telegram_gives(server):
    server.database.rows(
        """INSERT INTO lalisa_simulated_phone (name, number, channel_id, blocks, online, reads)
        SELECT 'Tutup', %s, id, true, true, true FROM lalisa_channel WHERE webhook_key = 'demo-telegram'
        RETURNING id""",
        str(PERSON + 9),
    )
    keyboard = library.ReplyKeyboardMarkup([[library.KeyboardButton("Lokasi", request_location=True)]])
    for kind, act in (
        (error.Forbidden, lambda bot: bot.send_message(PERSON + 9, "Halo")),
        (error.BadRequest, lambda bot: bot.send_message(PERSON, "x" * 5000)),
        (error.BadRequest, lambda bot: bot.send_message(-100_190_001, "Di mana?", reply_markup=keyboard)),
        (error.BadRequest, lambda bot: bot.edit_message_text("Sudah", PERSON, 1_999_999)),
        (error.BadRequest, lambda bot: bot.get_file("tidak-ada")),
        (error.BadRequest, lambda bot: bot.send_photo(PERSON, b"bukan foto")),
        (error.BadRequest, lambda bot: bot.send_document(PERSON, b"%PDF-1.7", caption="x" * 1025)),
        (error.Forbidden, lambda bot: bot.send_photo(PERSON + 9, draw_picture())),
    ):
        with pytest.raises(kind):
            ask_library(server, act)
    with pytest.raises(error.InvalidToken):
        ask_library(server, lambda bot: bot.get_me(), token="7000000001:token-yang-salah")


def test_more_than_a_chat_takes_is_told_to_wait(server):
    async def many(bot):
        return await asyncio.gather(*(bot.send_message(PERSON, f"Pesan {n}") for n in range(6)), return_exceptions=True)

    outcome = ask_library(server, many)
    refused = [one for one in outcome if isinstance(one, error.RetryAfter)]
    # A call that two processes make at once may be judged twice, so fewer may pass, and never more.
    assert 3 <= len(refused) < 6, outcome


def test_a_file_of_a_simulated_citizen_is_fetched_by_its_id_and_only_with_the_token(server):
    content = b"OggS" + bytes(60)
    server.database.rows(
        """WITH p AS (INSERT INTO lalisa_simulated_phone (name, number, channel_id, online, reads)
        SELECT 'Siti', '520700002', id, true, true FROM lalisa_channel WHERE webhook_key = 'demo-telegram'
        RETURNING id),
        m AS (INSERT INTO lalisa_simulated_message (phone_id, wamid, media_id, mimetype, from_citizen)
              SELECT id, 'tg:1', '41000000000001', 'audio/ogg', true FROM p RETURNING id)
        INSERT INTO ir_attachment (name, res_model, res_field, res_id, type, db_datas, mimetype)
        SELECT 'media', 'lalisa.simulated.message', 'media', id, 'binary', %s, 'audio/ogg' FROM m
        RETURNING id""",
        content,
    )
    found = ask_library(server, lambda bot: bot.get_file("41000000000001"))
    assert found.file_size == len(content)
    assert requests.get(found.file_path, timeout=10).content == content
    stolen = found.file_path.replace(TOKEN, "7000000001:token-yang-salah")
    assert requests.get(stolen, timeout=10).status_code == 401


def test_all_that_a_conversation_makes_us_send_is_allowed_by_the_published_description(server):
    """Every kind of answer to citizens, and what the channel's buttons send; judged call by call."""
    source = SHARED / "telegram_spec" / "tg_schema.py"
    if not source.exists():
        pytest.skip("not here: ../shared/contracts/telegram_spec")
    spec = importlib.util.spec_from_file_location("tg_schema", source)
    schema = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(schema)
    manager = server.login("lalisa_admin")
    [channel] = manager.call("lalisa.channel", "search", [["webhook_key", "=", "demo-telegram"]])
    for action in ("action_test_telegram", "action_connect_telegram", "action_poll_telegram"):
        manager.call("lalisa.channel", action, [channel])
    open_talk(server)
    answer_with_files(server)
    calls = server.database.rows("SELECT method, parameters, refused FROM lalisa_simulated_call ORDER BY id")
    methods = {method for method, _values, _refused in calls}
    assert methods >= {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "editMessageText",
        "setWebhook",
        "setMyCommands",
        "deleteWebhook",
        "getMe",
    }
    judged = [(method, schema.check(method, values or {})) for method, values, _refused in calls]
    assert [(method, complaints) for method, complaints in judged if complaints] == []
    assert not any(refused for _method, _values, refused in calls)


def open_talk(server):
    """A citizen, in the ways of Telegram: each answer of ours is waited for."""
    group = {"id": -1001900000077, "type": "supergroup", "title": "Warga RT 5"}
    photo = [{"file_id": "AgAC1", "file_unique_id": "u", "width": 90, "height": 60}]
    for body in (
        telegram.build_message(PERSON, "/start"),
        telegram.build_message(PERSON, "/bantuan"),
        telegram.build_message(PERSON, "Ada <pedagang> & parkir *liar* di [pasar](http://x)"),
        telegram.build_message(PERSON, contact={"phone_number": "628115550", "first_name": "Siti", "user_id": PERSON}),
        telegram.build_message(PERSON, location={"latitude": -2.33, "longitude": 115.46}),
        telegram.build_message(PERSON, photo=photo, media_group_id="139"),
        telegram.build_message(PERSON, "/status"),
        telegram.build_message(PERSON, "Halo", chat=group),
    ):
        assert telegram.post_update(server, body).status_code == 200
        until(lambda: not wait_and_count(server), 60)
    [[number, button]] = until(
        lambda: server.database.rows(
            "SELECT provider_message_id, buttons->0->>0 FROM lalisa_message WHERE purpose = 'intake:status'"
            " AND state = 'sent'"
        ),
        60,
    )
    telegram.post_update(server, telegram.build_tap(PERSON, button, below=number))
    until(
        lambda: server.database.value(
            "SELECT count(*) FROM lalisa_message WHERE edits_id IS NOT NULL AND state = 'sent'"
        ),
        60,
    )


def answer_with_files(server):
    """The operator answers with a photo and a paper, which the citizen's telephone shows."""
    operator = server.login("operator")
    case = server.database.value("SELECT max(id) FROM lalisa_complaint WHERE conversation_id IS NOT NULL")
    files = [
        operator.call(
            "ir.attachment",
            "create",
            {
                "name": name,
                "datas": base64.b64encode(content).decode(),
                "res_model": "lalisa.reply.composer",
            },
        )
        for name, content in (("lokasi.jpg", draw_picture()), ("surat.pdf", b"%PDF-1.7 surat"))
    ]
    composer = operator.call(
        "lalisa.reply.composer",
        "create",
        {
            "complaint_id": case,
            "body": "Di sini, Bapak/Ibu?",
            "attachment_ids": [[6, 0, files]],
        },
    )
    operator.call("lalisa.reply.composer", "action_send", [composer])
    until(lambda: not wait_and_count(server), 60)
    assert server.database.rows("""SELECT body, mimetype FROM lalisa_simulated_message
        WHERE mimetype IS NOT NULL AND NOT coalesce(from_citizen, false) ORDER BY id""") == [
        ("Di sini, Bapak/Ibu?", "image/jpeg"),
        ("", "application/pdf"),
    ]


def wait_and_count(server):
    time.sleep(0.3)
    return server.database.value(
        "SELECT (SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new')"
        " + (SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending'))"
    )
