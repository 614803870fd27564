"""The words that citizens say before, around and instead of the matter itself. Data for `chat_command`.

None of them decides anything alone but whether a text has told something yet.
"""

# Each command with the forms and short forms that people write; near misses of the longer ones are typing errors.
COMMANDS = {
    "status": "status sts stts perkembangan progres progress",
    "add": "tambah tambahan tambahkan menambah menambahkan nambah tmbh",
    "withdraw": "cabut mencabut dicabut batal batalkan membatalkan dibatalkan cbt",
    "secret": "rahasia rahasiakan dirahasiakan merahasiakan anonim",
    "help": "bantuan bantu help menu petunjuk panduan",
    "agree": "setuju setujui menyetujui disetujui",
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
    "kabut sabut cabul cabai cabang bantal tambak tambang rambah rambat lambat tembak patung batas batuan setan "
    "stasiun sabtu babat jabat sebut hantu bambu rampas statis setor setrum mulia mulas mulus mulut star seri".split()
)
# What may stand beside a command and changes nothing of it.
AROUND = frozenset(
    "pak bu bapak ibu bapa ibuk min admin kak kakak mas mbak bang om gan bos bro sis pa "
    "saya sy aku ulun unda pian kami kita nya ku "
    "aduan pengaduan laporan lapor keluhan nomor nomer no nmr "
    "tolong tlg mohon minta mau ingin handak hendak akan bisa boleh izin ijin ya iya yah dong deh lah saja aja dulu "
    "lagi kembali sudah cek lihat bagaimana gimana kayapa apa apakah ini itu tadi kemarin dari untuk tentang atas "
    "nama identitas data diri keterangan terima kasih makasih maaf yang nang dan buat bikin membuat".split()
)
# What citizens call a complaint.
MATTERS = frozenset("aduan pengaduan laporan lapor keluhan".split())
# Whom and what people greet with.
GREETINGS = frozenset(
    "ass wr wb salam sejahtera pagi siang sore malam petang subuh halo hallo hai hi hey hei hello helo "
    "selamat slmt met good morning afternoon evening night p tes test testing tess cek check coba ping "
    "sugeng enjing ndalu punten permisi misi kulonuwun shalom rahayu om swastiastu assalamualaikum "
    "ok oke okey okay baik siap sip y ya iya iyo inggih nggih oh oo ooh hmm terima kasih terimakasih trima trimakasih "
    "makasih makasi mksh trims tks thanks thx thank you suwun matur nuwun tarima tarimakasih banyak sama hadir "
    "apa kabar kayapa habar ada operator petugas satpol pp satpolpp polpp pol la lisa lalisa balangan layanan "
    "nomor nomer no wa whatsapp telegram benar betul bener kah".split()
)
# What people say to announce that they are about to say something.
ANNOUNCING = frozenset(
    "lapor melapor malapor melaporkan laporan aduan pengaduan mengadu mengadukan info informasi tanya bertanya "
    "batakun nanya numpang umpat buat membuat sampaikan menyampaikan".split()
)
# Words that tell something elsewhere ("somebody disturbs us"), and nothing in these phrases.
PHRASES = (
    r"\b(?:maaf|sori|sorry|izin|ijin)\s+(?:mengganggu|ganggu|menganggu)(?:\s+wak(?:tu|tunya))?\b",
    r"^\W*(?:halo\W+)?ada orang(?:\s*kah)?\W*$",
)
# How the greeting of peace begins, in the ways that people shorten it.
SALAM = (
    "assalam", "asalam", "asslam", "assalm", "samualai", "samlek", "samlik", "mualaik", "walaik", "waalaik", "warahm",
    "warohm", "warrahm", "wabarak", "wabarok", "alaikum", "alaykum", "aslm", "aslkm", "askum", "asskum", "assmkm",
    "lekum", "mikum",
)
