import io
import zipfile
from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.lalisa_messaging.tests.growth import growth

from ..tools import exported_chat, phone
from . import chats

NOW = datetime(2026, 11, 25, 12, 0)


@tagged("post_install", "-at_install")
class TestExportedChat(BaseCase):
    def test_four_telephones_tell_the_same_chat(self):
        for kind in chats.NAMES:
            with self.subTest(kind):
                raw, filename = chats.exported(kind)
                chat = exported_chat.read_export(raw, filename, NOW)
                said = chat.lines
                self.assertEqual(chat.title, "Siti Uji")
                self.assertEqual(
                    [line.moment.strftime("%Y-%m-%d %H:%M") for line in said],
                    [f"2026-11-24 {time}" for time in ("09:30", "09:31", "09:32", "09:33", "13:05")],
                )
                self.assertEqual(said[1].body, "Ada sapi di jalan depan pasar\nsudah tiga malam")
                self.assertEqual(chat.files[said[2].media], chats.PHOTO)
                self.assertEqual(said[3].sender, "Satpol PP")
                self.assertTrue(said[4].is_place)

    def test_what_whatsapp_web_copies_is_read(self):
        lines = exported_chat.parse_chat(chats.WEB, NOW)
        self.assertEqual([line.moment.hour for line in lines], [9, 9])
        self.assertTrue(exported_chat.is_stamped(chats.WEB))
        self.assertFalse(exported_chat.is_stamped("Ada sapi di jalan pukul 09.30"))

    def test_the_order_of_day_and_month_is_the_one_that_fits_all_lines(self):
        table = {
            "05/11/2026 09.00 - A: x\n24/11/2026 09.00 - A: y": [5, 24],
            "11/05/26, 9:00 AM - A: x\n11/24/26, 9:00 AM - A: y": [5, 24],
            "11/05/26, 9:00 AM - A: x": [5],
            "05/11/26 09.00 - A: x": [5],
            "2026-11-05 09:00 - A: x": [5],
            "09/10/2026 09.00 - A: x\n10/11/2026 09.00 - A: y": [9, 10],
        }
        for text, days in table.items():
            with self.subTest(text):
                self.assertEqual([line.moment.day for line in exported_chat.parse_chat(text, NOW)], days)

    def test_noon_and_midnight_in_twelve_hours(self):
        text = "11/24/26, 12:05 AM - A: x\n11/24/26, 12:05 PM - A: y"
        self.assertEqual([line.moment.hour for line in exported_chat.parse_chat(text, NOW)], [0, 12])

    def test_stamps_as_telephones_of_many_settings_write_them(self):
        table = (
            "[24/11/26, 9:30:15\u202fPM] A: x",
            "\u200e[24/11/26 21.30.15] A: x",
            "[24/11/26 pukul 21.30.15] A: x",
            "[24.11.26, 21:30:15] A: x",
            "[24-11-2026 21:30:15] A: x",
            "[2026-11-24 21:30:15] A: x",
            "[11/24/26, 9:30:15 p.m.] A: x",
            "24/11/2026, 21:30 - A: x",
            "24/11/26, 9.30\u202fPM - A: x",
            "24/11/26 9:30\u00a0pm - A: x",
            "24/11/26, 9:30 p. m. - A: x",
            "24/11/26 9.30 malam - A: x",
            "24-11-2026 21.30 \u2013 A: x",
            "[9:30 PM, 11/24/2026] A: x",
            "[21.30, 24/11/2026] A: x",
        )
        for text in table:
            with self.subTest(text):
                (line,) = exported_chat.parse_chat(text, NOW)
                self.assertEqual((line.moment.strftime("%d %H:%M"), line.sender, line.body), ("24 21:30", "A", "x"))

    def test_hours_in_words_are_those_that_people_mean(self):
        table = {
            "9.30 pagi": 9,
            "11.30 siang": 11,
            "12.15 siang": 12,
            "1.30 siang": 13,
            "4.30 sore": 16,
            "7.30 malam": 19,
            "12.15 malam": 0,
        }
        for words, hour in table.items():
            (line,) = exported_chat.parse_chat(f"24/11/26 {words} - A: x", NOW)
            self.assertEqual(line.moment.hour, hour, words)

    def test_the_words_beside_a_file_are_kept_on_whichever_side_they_stand(self):
        table = {
            "IMG-20261124-WA0001.jpg (file terlampir)\nSapi di jalan": ("IMG-20261124-WA0001.jpg", "Sapi di jalan"),
            "Sapi di jalan \u200e<attached: 00000004-PHOTO.jpg>": ("00000004-PHOTO.jpg", "Sapi di jalan"),
            "\u200e<terlampir: 00000004-AUDIO.opus>": ("00000004-AUDIO.opus", ""),
            "PTT-20261124-WA0003.opus (file attached)": ("PTT-20261124-WA0003.opus", ""),
            "\u200eVID-20261124-WA0004.mp4 (berkas terlampir)": ("VID-20261124-WA0004.mp4", ""),
        }
        for written, expected in table.items():
            (line,) = exported_chat.parse_chat(f"24/11/26 09.30 - A: {written}", NOW)
            self.assertEqual((line.media, line.body), expected)

    def test_what_looks_like_a_stamp_or_a_file_inside_a_message_is_only_text(self):
        text = "24/11/26 09.30 - A: lihat [ini] 24/11/26\n<b>tebal</b>: bukan orang\n25 sapi - B: bukan"
        (line,) = exported_chat.parse_chat(text, NOW)
        self.assertEqual(line.body.count("\n"), 2)
        self.assertFalse(line.media)

    def test_a_chronology_stays_inside_the_message_that_it_was_pasted_into(self):
        said = {
            "its own form": "Kronologi:\n24/11/26 08.00 - saya tiba\n24/11/26 09.15 - pedagang bilang: pergi kamu",
            "another form": "Kronologi:\n[24/11/26 20.01.30] pedagang: pergi\n24-11-26 20:02 - satpam: jangan",
            "a date to come": "Rencana:\n01/01/31 08.00 - demo warga: kumpul di pasar",
            "a meeting before the next words": "Undangan:\n25/11/26 08.00 - rapat warga: di balai",
            "no date at all": "Catatan:\n99/99/26 08.00 - saya: lupa tanggalnya",
        }
        for name, words in said.items():
            for office in ("", "24/11/26 20.03 - Satpol PP: Baik Bu\n"):
                with self.subTest(name, office=bool(office)):
                    text = f"24/11/26 20.01 - Siti Uji: {words}\n{office}24/11/26 20.05 - Siti Uji: Mohon ditindak"
                    lines = exported_chat.parse_chat(text, NOW)
                    self.assertEqual(lines[0].body, words)
                    self.assertEqual(
                        [line.sender for line in lines if line.sender != "Siti Uji"], ["Satpol PP"] if office else []
                    )
                    self.assertEqual(lines[-1].body, "Mohon ditindak")

    def test_clocks_of_two_telephones_that_differ_swallow_no_message(self):
        text = "24/11/26 20.01 - A: x\n24/11/26 20.04 - B: y\n24/11/26 20.02 - A: z\n24/11/26 20.01 - B: w"
        self.assertEqual(
            [(line.sender, line.body) for line in exported_chat.parse_chat(text, NOW)],
            [("A", "x"), ("B", "y"), ("A", "z"), ("B", "w")],
        )

    def test_pasted_words_are_cut_only_where_the_first_line_is_a_message(self):
        chronology = "Kronologi kejadian:\n24/11/26 08.00 - saya tiba\n24/11/26 09.15 - pedagang bilang: pergi"
        self.assertFalse(exported_chat.is_stamped(chronology))
        self.assertFalse(exported_chat.is_stamped("24/11/26 08.00 - saya tiba\n24/11/26 09.15 - pedagang: pergi"))
        self.assertTrue(exported_chat.is_stamped("\n24/11/26 08.00 - Siti: saya tiba"))

    def test_half_days_alone_make_no_american_dates(self):
        text = "05/11/26 09.30 AM - A: Ada lapak liar\n05/11/26 09.45 AM - A: Sudah dua hari"
        self.assertEqual(
            [(line.moment.month, line.moment.day) for line in exported_chat.parse_chat(text, NOW)], [(11, 5), (11, 5)]
        )

    def test_a_file_that_is_there_is_linked_whatever_language_tells_of_it(self):
        for told in ("IMG-1.jpg (Datei angehängt)\nDari depan", "\u200e<pièce jointe : IMG-1.jpg>\nDari depan"):
            (line,) = exported_chat.parse_chat(f"24/11/26 20.01 - A: {told}", NOW, files=["IMG-1.jpg"])
            self.assertEqual((line.media, line.body), ("IMG-1.jpg", "Dari depan"))
            (line,) = exported_chat.parse_chat(f"24/11/26 20.01 - A: {told}", NOW)
            self.assertFalse(line.media)

    def test_twice_as_much_text_takes_no_more_than_about_twice_the_time(self):
        head = "24/11/26 20.01 - A: "
        units = (
            " ",
            "\t",
            "\n",
            "<attached: ",
            "<attached: a.jpg",
            "<This message was edited>",
            "a.jpg (",
            "lokasi ",
            "1",
            "halo dunia\n",
            f"{head}x\n",
            "24/11/26 20.01 - B: <Media omitted>\n",
            "24/11/26 19.01 - C: x\n",
            "WhatsApp Chat with ",
            "[24/11/26",
        )
        for unit in units:
            with self.subTest(unit):
                self.assertLess(growth(lambda text: exported_chat.parse_chat(head + text, NOW), unit), 3.5)
        self.assertLess(growth(exported_chat.title_of, "WhatsApp Chat with \n"), 3.5)

    def test_whom_a_chat_was_with_is_read_from_names_of_many_telephones(self):
        for name in (
            "WhatsApp Chat with Siti Uji.zip",
            "WhatsApp Chat - Siti Uji.zip",
            "Chat WhatsApp dengan Siti Uji.txt",
            "Chat WhatsApp - Siti Uji.zip",
            "Percakapan WhatsApp dengan Siti Uji (1).zip",
            "\u200eObrolan WhatsApp dengan Siti Uji.zip",
        ):
            self.assertEqual(exported_chat.title_of(name), "Siti Uji", name)

    def test_a_file_that_was_left_out_is_said_to_be_missing(self):
        for words in (
            "<Media omitted>",
            "<Media tidak disertakan>",
            "image omitted",
            "\u200egambar dihilangkan",
            "\u200eaudio omitted",
            "stiker dihilangkan",
            "Contact card omitted",
            "<Media dihilangkan>",
        ):
            (line,) = exported_chat.parse_chat(f"24/11/26 09.30 - A: {words}", NOW)
            self.assertEqual(line.body, exported_chat.NOT_EXPORTED)

    def test_what_is_no_chat_is_refused_with_the_reason(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_chat.txt", "0" * (exported_chat.MAX_FILE + 10))
        table = {
            b"halo": "text",
            b"\xff\xfe\x00": "text",
            b"99/99/2026 09.30 - A: x": "dates",
            b"24/11/2031 09.30 - A: x": "dates",
            bomb.getvalue(): "large",
            chats.exported("iphone_id")[0][:-30]: "text",
        }
        for raw, reason in table.items():
            with self.subTest(raw[:30]), self.assertRaises(exported_chat.Unreadable) as caught:
                exported_chat.read_export(raw, "x", NOW)
            self.assertEqual(str(caught.exception), reason)

    def test_telephone_numbers_are_read_as_people_write_them(self):
        for written in ("0812 3456 7890", "+62 812-3456-7890", "62812 3456 7890", "8123456 7890", "0062 81234567890"):
            self.assertEqual(phone.read_digits(written), "6281234567890", written)
        for written in ("", "Siti", "12", None, "0812 3456 7890 1234 5678"):
            with self.assertRaises(ValueError):
                phone.read_digits(written)
