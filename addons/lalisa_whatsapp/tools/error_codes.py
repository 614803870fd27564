"""Meta's error codes, sorted into our closed list of failures. The same codes come in answers and in statuses."""

AUTH = {0, 3, 10, 190, 131005, 131031, 131037, 131042, 131045, 133010, 368, *range(200, 300)}
TEMPORARY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
WINDOW = {131047}
REASONS = {
    131026: "Nomor penerima tidak dapat menerima pesan WhatsApp.",
    131047: "Masa balas 24 jam sudah lewat; hubungi pelapor lewat telepon.",
    131049: "Pesan ditahan oleh WhatsApp.",
    131050: "Pelapor berhenti menerima pesan.",
    131052: "Berkas pelapor terlalu besar atau tidak dapat diunduh; mintalah yang lebih kecil.",
    131053: "Berkas kami tidak diterima oleh WhatsApp.",
    131056: "Terlalu banyak pesan kepada orang yang sama dalam waktu singkat.",
    130429: "Batas kecepatan kirim tercapai.",
    190: "Token akses tidak berlaku lagi.",
}


def failure_of(code):
    """One of `retry.FAILURES` for a code of Meta."""
    if code in AUTH:
        return "auth"
    if code in TEMPORARY:
        return "temporary"
    return "window" if code in WINDOW else "permanent"


def reason_of(code):
    """A sentence for the operator; an unknown code is named by its number."""
    return REASONS.get(code, f"WhatsApp menolak pesan (kode {code}).")


def failure_of_http(status):
    """The failure of an answer without a code of Meta."""
    if status == 401:
        return "auth"
    return "temporary" if status == 429 or status >= 500 else "permanent"
