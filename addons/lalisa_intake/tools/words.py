"""The words that citizens say before, around and instead of the matter itself. Data for `chat_command`.

None of them decides anything alone but whether a text has told something yet.
"""

# Each command with the forms and short forms that people write; near misses of the longer ones are typing errors.
COMMANDS = {
    "status": "status sts stts stat perkembangan perkembangannya kelanjutan kelanjutannya progres progress",
    "add": "tambah tambahan tambahkan menambah menambahkan nambah tmbh",
    "withdraw": "cabut mencabut dicabut batal batalkan membatalkan dibatalkan hapus cbt btl",
    "secret": "rahasia rahasiakan dirahasiakan merahasiakan anonim rhs",
    "help": "bantuan bantu help menu petunjuk panduan",
    "agree": "setuju setujui menyetujui disetujui",
    "paper": "surat suratnya",
    "new": "baru",
    "stop": "stop stopp sotp stpo setop stob berhenti henti berenti brenti brhenti unsubscribe",
    "start": "mulai start langganan berlangganan subscribe",
}
# What may stand beside "stop" and "start"; these speak of no complaint, so no number belongs to them.
NOTICES = frozenset(
    "pesan notifikasi notif pemberitahuan kabar info informasi wa whatsapp telegram kirim mengirim dikirim menerima "
    "terima berlangganan langganan jangan".split()
)
# Words of their own that are only a slip away from a command.
NOT_MEANT = frozenset(
    "kabut sabut cabul cabai cabang bantal tambak tambang tambat rambah rambat lambat tembak patung batas batuan setan "
    "stasiun sabtu babat jabat sebut hantu bambu rampas statis catut dicabul mencabul harus halus haus natal fatal "
    "batak bakal bawal batu banyu tabah setor setrum mulia mulas mulus mulut star seri "
    "surau surga surut surya suram serat sarat sirat sunat urat".split()
)
# What may stand beside a command and changes nothing of it.
AROUND = frozenset(
    "pak bu bapak ibu bapa ibuk min admin kak kakak mas mbak bang om gan bos bro sis pa "
    "saya sy aku ulun unda pian kami kita nya ku "
    "aduan pengaduan laporan lapor melapor malapor keluhan nomor nomer no nmr ok oke baik siap sampai sejauh mana "
    "tolong tlg mohon minta mau ingin handak hendak akan bisa boleh izin ijin ya iya yah dong deh lah saja aja dulu "
    "lagi kembali sudah cek lihat bagaimana gimana kayapa apa apakah ini itu tadi kemarin dari untuk tentang atas "
    "nama identitas data diri keterangan terima kasih makasih maaf yang nang dan buat bikin membuat".split()
)
# Several words that say the same as one.
PAPER = r"\bsurat\s+(?:hasil|resmi|jawaban|balasan)(?:nya)?\b"
# What citizens call a complaint.
MATTERS = frozenset("aduan pengaduan laporan lapor melapor malapor keluhan".split())
# Whose state they ask for, and with what.
THEIRS = MATTERS - frozenset("lapor melapor malapor".split())
ASKING = frozenset("bagaimana gimana kayapa kabar kabarnya habar mana tanya menanyakan nanya batakun cek lihat".split())
NEWS = frozenset("ada kabar".split())
# Whom and what people greet with.
GREETINGS = frozenset(
    "ass as wr wb salam salamu sejahtera untuk kita semua pagi pgi mlm mlem "
    "siang sore malam petang subuh halo hallo hai hi hey hei hello helo "
    "selamat slmt met good morning afternoon evening night p tes test testing tess cek check coba ping "
    "sugeng enjing ndalu punten permisi misi kulonuwun shalom rahayu om swastiastu assalamualaikum "
    "ok okey okay sip y ya iya iyo inggih nggih oh oo ooh hmm terima kasih terimakasih trima trimakasih "
    "makasih makasi mksh trims tks thanks thx thank you suwun matur nuwun tarima tarimakasih banyak sama sama2 hadir "
    "atas bantuannya perhatiannya responnya responsnya infonya informasinya penjelasannya kerjasamanya cepatnya "
    "alhamdulillah amin aamiin insyaallah nah nih there hari raya idul fitri aktif dengan woi woy oi "
    "kulaan dangsanak sanak julak paman acil ading busu "
    "apa kabar kayapa habar ada operator petugas satpol pp satpolpp polpp pol la lisa lalisa balangan layanan "
    "nomor nomer no wa whatsapp telegram benar betul bener kah pang "
    # The greeting of peace in its own script.
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645 "
    "\u0648\u0639\u0644\u064a\u0643\u0645 \u0648\u0631\u062d\u0645\u0629 \u0648\u0631\u062d\u0645\u0647 "
    "\u0627\u0644\u0644\u0647 \u0648\u0628\u0631\u0643\u0627\u062a\u0647".split()
)
# What people say to announce that they are about to say something.
ANNOUNCING = frozenset(
    "lapor melapor malapor melaporkan malaporakan laporan aduan pengaduan mengadu mangadu mengadukan info informasi "
    "tanya bertanya menanyakan batakun betakun nanya numpang umpat buat membuat sampaikan menyampaikan sesuatu di sini "
    "disini lewat cara caranya bapadah".split()
)
# Words that tell something elsewhere ("somebody disturbs us"), and nothing in these phrases.
PHRASES = (
    r"\b(?:maaf|sori|sorry|izin|ijin)\s+(?:(?:pak|bu|min)\s+)?(?:mengganggu|ganggu|menganggu)(?:\s+waktu(?:nya)?)?\b",
    r"\bsalah\s+(?:kirim|sambung|nomor|nomer|chat)\b",
    r"^\W*(?:(?:halo|hallo|hai|min|admin|pak|permisi)\W+)*ada orang(?:\s*kah)?\W*$",
)
# How the greeting of peace begins, in the ways that people shorten it.
SALAM = (
    "assalam",
    "asalam",
    "asslam",
    "assalm",
    "samualai",
    "salamualai",
    "samlek",
    "samlik",
    "mualaik",
    "walaik",
    "waalaik",
    "warahm",
    "warohm",
    "warrahm",
    "wabarak",
    "wabarok",
    "alaikum",
    "alaykum",
    "aslm",
    "aslkm",
    "askum",
    "asskum",
    "assmkm",
    "lekum",
    "mikum",
)
# How people say no and yes, and what to.
NO = frozenset("tidak tdk gak gk ga nggak ngga enggak engga kada kd jangan no".split())
YES = frozenset("ya iya iyo yes yup boleh silakan silahkan monggo teruskan lanjutkan lanjut inggih nggih".split())
AGREED = frozenset("setuju diteruskan dilimpahkan diserahkan mau".split())
REFUSED = frozenset("setuju usah perlu berkenan mau jadi diteruskan dilimpahkan diserahkan cukup".split())
# A text that says first what it is, and then goes on: a case of its own, or more of the same.
ANOTHER = (
    r"^\W*(?:(?:ini|ada|buat|mau)\s+)?(?:"
    r"(?:aduan|pengaduan|laporan|lapor|keluhan)\s+(?:baru|lagi)\b(?!\W*(?:saja|aja|tadi|kemarin|ini|itu|saya|sy)\b)"
    r"|(?:aduan|pengaduan|laporan|keluhan)\s+(?:(?:yang\s+)?(?:lain|kedua|ke-?2))\s*[:.,-]"
    r"|baru\s*[:.-])"
)
MORE = r"^\W*(?:tambah|tambahan|menambahkan|tmbh)\b"
# Who asks within a text not to be named.
UNNAMED = (
    r"^\W*(?:rahasia|rahasiakan|anonim)\b"
    r"|\b(?:rahasiakan|dirahasiakan|rahasiain)\W+(?:\w+\W+){0,2}(?:nama|identitas|nomor|data|saya|sy|ulun|pelapor)\b"
    r"|\b(?:nama|identitas|data)\W+(?:\w+\W+){0,3}(?:rahasiakan|dirahasiakan)\b"
    r"|\bjangan\s+(?:di)?(?:sebut|sebutkan|disebut|disebutkan|bawa)\W+(?:nama|identitas)\s+(?:saya|sy|ulun|kami)\b"
)
