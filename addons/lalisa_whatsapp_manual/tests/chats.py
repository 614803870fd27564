"""The same chat as four telephones export it. Made-up people."""

import io
import zipfile

ANDROID_ID = """24/11/26 09.30 - Pesan dan panggilan dienkripsi secara end-to-end.
24/11/26 09.30 - Siti Uji: Assalamualaikum pak
24/11/26 09.31 - Siti Uji: Ada sapi di jalan depan pasar
sudah tiga malam
24/11/26 09.32 - Siti Uji: IMG-20261124-WA0001.jpg (file terlampir)
24/11/26 09.33 - Satpol PP: Baik Bu, kami catat
24/11/26 13.05 - Siti Uji: lokasi: https://maps.google.com/?q=-2.32890,115.46330
"""
ANDROID_EN = """11/24/26, 9:30\u202fAM - Messages and calls are end-to-end encrypted.
11/24/26, 9:30\u202fAM - Siti Uji: Assalamualaikum pak
11/24/26, 9:31\u202fAM - Siti Uji: Ada sapi di jalan depan pasar
sudah tiga malam
11/24/26, 9:32\u202fAM - Siti Uji: IMG-20261124-WA0001.jpg (file attached)
11/24/26, 9:33\u202fAM - Satpol PP: Baik Bu, kami catat
11/24/26, 1:05\u202fPM - Siti Uji: location: https://maps.google.com/?q=-2.32890,115.46330
"""
IPHONE_ID = """[24/11/26 09.30.05] Siti Uji: \u200ePesan dan panggilan dienkripsi secara end-to-end.
[24/11/26 09.30.10] Siti Uji: Assalamualaikum pak
[24/11/26 09.31.40] Siti Uji: Ada sapi di jalan depan pasar
sudah tiga malam
\u200e[24/11/26 09.32.02] Siti Uji: \u200e<terlampir: 00000004-PHOTO-2026-11-24-09-32-02.jpg>
[24/11/26 09.33.00] Satpol PP: Baik Bu, kami catat
[24/11/26 13.05.00] Siti Uji: Lokasi: https://maps.google.com/?q=-2.32890,115.46330
"""
IPHONE_EN = """[11/24/26, 9:30:10\u202fAM] Siti Uji: Assalamualaikum pak
[11/24/26, 9:31:40\u202fAM] Siti Uji: Ada sapi di jalan depan pasar
sudah tiga malam
\u200e[11/24/26, 9:32:02\u202fAM] Siti Uji: \u200e<attached: 00000004-PHOTO-2026-11-24-09-32-02.jpg>
[11/24/26, 9:33:00\u202fAM] Satpol PP: Baik Bu, kami catat
[11/24/26, 1:05:00\u202fPM] Siti Uji: Location: https://maps.google.com/?q=-2.32890,115.46330
"""
WEB = """[09.30, 24/11/2026] Siti Uji: Assalamualaikum pak
[09.31, 24/11/2026] Siti Uji: Ada sapi di jalan depan pasar
sudah tiga malam
"""
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
NAMES = {
    "android_id": ("Chat WhatsApp dengan Siti Uji.txt", ANDROID_ID, "IMG-20261124-WA0001.jpg"),
    "android_en": ("WhatsApp Chat with Siti Uji.txt", ANDROID_EN, "IMG-20261124-WA0001.jpg"),
    "iphone_id": ("_chat.txt", IPHONE_ID, "00000004-PHOTO-2026-11-24-09-32-02.jpg"),
    "iphone_en": ("_chat.txt", IPHONE_EN, "00000004-PHOTO-2026-11-24-09-32-02.jpg"),
}


def exported(kind):
    """A zip as a telephone makes it.

    :return: (bytes, its file name)
    """
    name, text, photo = NAMES[kind]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
        archive.writestr(photo, PHOTO)
    title = name.removesuffix(".txt") if name != "_chat.txt" else "WhatsApp Chat - Siti Uji"
    return buffer.getvalue(), f"{title}.zip"
