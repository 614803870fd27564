from odoo.tests import BaseCase, tagged

from ..tools import chat_command


@tagged("post_install", "-at_install")
class TestChatCommand(BaseCase):
    def test_commands_are_known_with_number_without_it_and_misspelt(self):
        table = {
            "STATUS": ("status", ""),
            "status LL-26-0042": ("status", "LL-26-0042"),
            "satus": ("status", ""),
            "Statuss ll 26 0042": ("status", "LL-26-0042"),
            "CABUT": ("withdraw", ""),
            "batal": ("withdraw", ""),
            "rahasia": ("secret", ""),
            "rahsia": ("secret", ""),
            "bantuan!": ("help", ""),
            "Setuju.": ("agree", ""),
            "tambah": ("add", ""),
            "status aduan": ("status", ""),
            "setatus": ("status", ""),
            "cek status aduan saya pak": ("status", ""),
            "bagaimana perkembangan laporan ulun?": ("status", ""),
            "status no. LL/26/42": ("status", "LL-26-0042"),
            "status 42": ("status", "0042"),
            "LL–26–0042 status": ("status", "LL-26-0042"),
            "nambah": ("add", ""),
            "mau tmabah LL260042": ("add", "LL-26-0042"),
            "saya mau batalkan laporan saya": ("withdraw", ""),
            "cbaut aduan nomor LL-26-0042": ("withdraw", "LL-26-0042"),
            "tolong dirahasiakan nama saya": ("secret", ""),
            "rahsiakan": ("secret", ""),
            "minta bantuan pak": ("help", ""),
            "bntuan": ("help", ""),
            "ya saya setuju": ("agree", ""),
            "sutuju LL-26-0042": ("agree", "LL-26-0042"),
            "buat aduan baru": ("new", ""),
            "STOP": ("stop", ""),
            "stop pesan pak": ("stop", ""),
            "Berhenti": ("stop", ""),
            "berhnti": ("stop", ""),
            "sotp": ("stop", ""),
            "tolong berhenti kirim pesan": ("stop", ""),
            "MULAI": ("start", ""),
            "muali": ("start", ""),
            "mulai lagi kirim pemberitahuan": ("start", ""),
            "START": ("start", ""),
            "mau lapor lagi": ("new", ""),
            "bagaimana laporan saya?": ("status", ""),
            "laporan ulun sampai mana": ("status", ""),
            "gimana laporan saya no. 42": ("status", "0042"),
            "ada kabar pak": ("status", ""),
            "ok setuju": ("agree", ""),
            "tidak jadi": ("withdraw", ""),
            "gak jadi lapor pak": ("withdraw", ""),
            "batlkn": ("withdraw", ""),
            "rhsiakn": ("secret", ""),
            "SURAT": ("paper", ""),
            "minta surat hasilnya pak": ("paper", ""),
            "surat hasil LL-26-0042": ("paper", "LL-26-0042"),
        }
        for text, (name, number) in table.items():
            with self.subTest(text):
                self.assertEqual(chat_command.parse_command(text), chat_command.Command(name, number))

    def test_a_sentence_is_never_a_command(self):
        for text in (
            "status jalan di depan rumah saya rusak",
            "tolong cabut spanduk liar",
            "",
            None,
            "LL-26-0042",
            "aduan",
            "cabul",
            "kabut",
            "batal puasa di warung",
            "baru saja ada perkelahian",
            "baru saja tadi pak",
            "bantuan sosial tidak sampai",
            "rahasia tetangga dibuka orang",
            "tambak udang",
            "status 12345",
            "tambang liar",
            "sabu",
            "setuju tapi ada sapi",
            "mulia",
            "setor",
            "mulai jam 10 malam",
            "mulai 22",
            "mulai kapan pak",
            "stop dulu ada sapi",
            "tolong stop balap liar",
            "berhenti di lampu merah",
            "pesan dari warung",
            "setrum",
            # Near a command, and what citizens do report.
            "dicabuli",
            "mencabuli",
            "disetubuhi",
            "dicubit",
            "bangunan",
            "bantaran",
            "menambang",
            "pertunjukan",
            "satu lagi",
            "harus",
            "batu",
            "natal",
            "apa kabar pak",
            "tidak setuju",
            "jangan dicabut",
            "jadi tidak pak",
            "tidak jadi masalah",
            "surat izin warung itu palsu",
            "di surau",
            "surau",
        ):
            with self.subTest(text):
                self.assertIsNone(chat_command.parse_command(text))

    def test_a_cyrillic_lookalike_is_only_text(self):
        self.assertIsNone(chat_command.parse_command("ѕtаtuѕ"))

    def test_greetings_say_nothing_but_hello(self):
        for text in (
            "assalamualaikum pak",
            "P",
            "tes",
            "Selamat pagi, Bu!",
            "halo min",
            "  ",
            "🙏",
            "Assalamu’alaikum warahmatullahi wabarakatuh",
            "ass wr. wb.",
            "aslmkm",
            "mikum pak",
            "haloooo",
            "PPP",
            "testing 123",
            "cek 1 2 3",
            "permisi, numpang tanya",
            "maaf mengganggu waktunya",
            "selamat siang, apakah benar ini nomor satpol pp?",
            "Ada orang?",
            "mau lapor pak",
            "ulun handak melapor",
            "punten",
            "sugeng enjing",
            "good morning",
            "inggih",
            "\u0627\u0644\u0633\u0644\u0627\u0645\u064f \u0639\u064e\u0644\u064a\u0643\u0645",
            "as-salamu alaikum",
            "mlm pak",
            "umpat betakun",
            "bisa lapor di sini?",
            "terima kasih atas bantuannya",
            "makasih banyak bu",
            "3",
        ):
            self.assertTrue(chat_command.is_greeting(text), text)
        for text in (
            "ada sapi di jalan",
            "P ada balap liar",
            "ulun handak melapor ada nang bakalahi",
            "ada orang mengganggu",
            "tolong",
            "orang gila mengamuk",
            "kebakaran",
            "sampah",
            "081234567890",
            "di RT 5",
            "balap liar",
            "ada nang jual miras",
            "bapak saya dipukul",
        ):
            self.assertFalse(chat_command.is_greeting(text), text)

    def test_what_a_text_says_of_itself_before_it_goes_on(self):
        table = {
            "Aduan baru: ada sapi": "new",
            "lapor lagi pak, ada sapi": "new",
            "laporan lain: ada sapi": "new",
            "laporan baru saja saya kirim": "",
            "laporan lain bagaimana": "",
            "baru saja tadi": "",
            "tambahan: sudah sepuluh": "add",
            "ada tambahan bangunan liar": "",
        }
        for text, said in table.items():
            with self.subTest(text):
                self.assertEqual(chat_command.find_announcement(text), said)

    def test_a_no_is_one_only_without_anything_else(self):
        for text in ("tidak", "gak usah pak", "tidak setuju, terima kasih"):
            self.assertTrue(chat_command.is_no(text), text)
        for text in ("setuju", "tidak ada petugas yang datang", "terima kasih", ""):
            self.assertFalse(chat_command.is_no(text), text)

    def test_a_yes_is_one_only_without_anything_else(self):
        for text in ("ya", "iya pak boleh", "silakan diteruskan"):
            self.assertTrue(chat_command.is_yes(text), text)
        for text in ("ya tapi sapinya masih di sini", "terima kasih", ""):
            self.assertFalse(chat_command.is_yes(text), text)

    def test_a_number_alone_is_known_as_one(self):
        for text in ("LL-26-0042", "nomor LL 26 0042", "ll260042 pak"):
            self.assertTrue(chat_command.is_number_only(text), text)
        for text in ("LL-26-0042 masih ramai", "0042", "", None):
            self.assertFalse(chat_command.is_number_only(text), text)

    def test_a_name_is_taken_only_where_it_is_given_as_one(self):
        table = {
            "Nama: Siti Aminah": "Siti Aminah",
            "nama saya siti aminah": "siti aminah",
            "ngaran ulun Utuh": "Utuh",
            "Nama Siti Aminah": "Siti Aminah",
            "NAMA: SITI, dari Paringin": "SITI",
            "nama warungnya Sari Rasa": "",
            "Nama jalannya Ahmad Yani": "",
            "ada sapi": "",
        }
        for text, name in table.items():
            with self.subTest(text):
                self.assertEqual(chat_command.find_name(text), name)
