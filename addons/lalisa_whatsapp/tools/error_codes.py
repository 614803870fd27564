"""Meta's error codes, sorted into our closed list of failures. The same codes come in answers and in statuses."""

BAD_TOKEN = 190
AUTH = {0, 3, 10, BAD_TOKEN, 131005, 131031, 131037, 131042, 131045, 133010, 368, *range(200, 300)}
TEMPORARY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
WINDOW = {131047}
# Temporary because we were too fast: for the whole account, or for one person.
LIMITS = {4: "account", 80007: "account", 130429: "account", 131056: "chat"}
# What follows for more than the message (see `driver_types.AFTERMATHS`).
UNREACHABLE, OPTED_OUT = {131026}, {131050}
ALARM = {131048, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018}
# What happened, and what the office does about it.
REASONS = {
    3: "Aplikasi tidak berwenang mengirim pesan; periksa izin token akses di Meta Business.",
    10: "Izin mengirim pesan dicabut; periksa izin token akses di Meta Business.",
    190: "Token akses tidak berlaku lagi; buat token baru dan simpan pada layar saluran.",
    368: "Akun dibatasi oleh WhatsApp karena pelanggaran kebijakan; buka Kualitas Akun di Meta Business.",
    130429: "Batas kecepatan kirim tercapai; pesan dikirim ulang otomatis.",
    130472: "Pesan ditahan oleh WhatsApp; hubungi pelapor lewat telepon.",
    131000: "Gangguan pada WhatsApp; pesan dikirim ulang otomatis.",
    131005: "Izin mengirim pesan tidak ada; periksa izin token akses di Meta Business.",
    131016: "Layanan WhatsApp sedang terganggu; pesan dikirim ulang otomatis.",
    131026: "Nomor penerima tidak dapat menerima pesan WhatsApp; hubungi pelapor lewat telepon.",
    131030: "Nomor uji hanya boleh mengirim ke penerima terdaftar; tambahkan nomor itu di konsol Meta.",
    131031: "Akun WhatsApp dikunci; buka Kualitas Akun di Meta Business.",
    131037: "Nama tampilan nomor belum disetujui; ajukan di WhatsApp Manager.",
    131042: "Pembayaran akun WhatsApp bermasalah; perbaiki cara pembayaran di Meta Business.",
    131045: "Sertifikat nomor tidak sah; daftarkan ulang nomor di WhatsApp Manager.",
    131047: "Masa balas 24 jam sudah lewat; hubungi pelapor lewat telepon.",
    131048: "Pengiriman dibatasi karena laporan spam; kurangi pesan dan periksa mutu nomor.",
    131049: "Pesan ditahan oleh WhatsApp; hubungi pelapor lewat telepon.",
    131050: "Pelapor berhenti menerima pesan; hubungi lewat telepon bila perlu.",
    131052: "Berkas pelapor terlalu besar atau tidak dapat diunduh; mintalah yang lebih kecil.",
    131053: "Berkas kami tidak diterima oleh WhatsApp; kirim teks saja.",
    131056: "Terlalu banyak pesan kepada orang yang sama dalam waktu singkat; dikirim ulang otomatis.",
    132000: "Jumlah isian templat tidak cocok; samakan dengan templat di WhatsApp Manager.",
    132001: "Templat tidak ada dalam bahasa itu; periksa nama dan bahasanya di WhatsApp Manager.",
    132005: "Isian templat terlalu panjang; ringkaskan isinya.",
    132007: "Isi templat melanggar kebijakan WhatsApp; ubah templat di WhatsApp Manager.",
    132012: "Bentuk isian templat tidak cocok; samakan dengan templat di WhatsApp Manager.",
    132015: "Templat dijeda oleh WhatsApp karena mutunya; pakai templat lain atau telepon pelapor.",
    132016: "Templat dinonaktifkan oleh WhatsApp; buat templat baru.",
    133010: "Nomor belum terdaftar pada Cloud API; daftarkan di WhatsApp Manager.",
}
KNOWN = {*AUTH, *TEMPORARY, *WINDOW, *REASONS}


def get_failure_type(code: object) -> str:
    """Return one of `retry.FAILURES` for a code of Meta."""
    code = number_of(code)
    if code in AUTH:
        return "auth"
    if code in TEMPORARY:
        return "temporary"
    return "window" if code in WINDOW else "permanent"


def get_aftermath(code: object) -> str:
    """Return one of `driver_types.AFTERMATHS` for a code of Meta, or an empty text."""
    code = number_of(code)
    if code in UNREACHABLE:
        return "unreachable"
    if code in OPTED_OUT:
        return "opted_out"
    return "alarm" if code in ALARM else ""


def get_reason(code: object) -> str:
    """Return a sentence for the operator; an unknown code is named by its number."""
    code = number_of(code)
    return REASONS.get(code, f"WhatsApp menolak pesan (kode {code}).")


def number_of(code: object) -> int:
    """Return a code as the number that it is, whatever it came as; None where it is none."""
    try:
        return int(code)
    except (TypeError, ValueError, OverflowError):
        return None


def failure_of_answer(code: object, status: int) -> str:
    """Return one of `retry.FAILURES` for an error object of Meta; the HTTP status decides where its code is not known.

    :param code: as Meta wrote it, None without one
    :param status: the HTTP status of the answer
    """
    if number_of(code) in KNOWN:
        return get_failure_type(code)
    if status == 401:
        return "auth"
    return "temporary" if status == 429 or status >= 500 else "permanent"
