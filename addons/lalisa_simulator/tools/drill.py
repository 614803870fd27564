"""A morning with ten citizens, for an office to train on: what each of them does, when, and what it teaches.

Everything is made up. `at` is in seconds of the drill's own clock; the page plays it faster or slower.
"""

from typing import Any

PASAR, TERMINAL, JEMBATAN = (-2.3289, 115.4633), (-2.3341, 115.4587), (-2.3410, 115.4702)
# Each citizen: name (empty: shows none), and the lesson for who answers.
CITIZENS = (
    ("Latihan 1 Rahmat", "Hanya salam: dijawab sekali, masuk Kotak Masuk setelah sepuluh menit, bukan aduan."),
    ("Latihan 2 Siti", "Teks lalu titik: aduan berdiri pada pesan pertama, lengkap pada pesan kedua."),
    ("Latihan 3 Amat", "Pesan suara saja: dengarkan, tulis ringkasan, tetapkan kategori."),
    ("Latihan 4 Norhayati", "Foto lalu ceritanya: satu aduan, ringkasan mengikuti cerita."),
    ("Latihan 5 Tanpa nama", "Minuman beralkohol, operasi tertutup: tidak ada tahap yang boleh terbaca pelapor."),
    ("Latihan 6 Utuh", "Bahasa Banjar: dibaca petugas, bukan mesin."),
    ("Latihan 7 Fitri", "Minta dirahasiakan: nama tidak boleh muncul di mana pun."),
    ("Latihan 8 Jali", "Salah kirim lalu dicabut, dengan salah ketik."),
    ("Latihan 9 Mariatul", "Dua kejadian sekaligus: dua aduan, dua nomor."),
    ("", "Menanyakan aduan orang lain, tanpa nama: tidak ada yang boleh disampaikan."),
)
# (at, citizen, what is sent)
SCRIPT = (
    (0, 1, {"text": "Assalamualaikum pak"}),
    (4, 2, {"text": "Ada lima ekor sapi di jalan depan pasar, hampir tertabrak motor"}),
    (8, 3, {"voice": True}),
    (12, 4, {"photo": True}),
    (15, 2, {"place": PASAR}),
    (18, 4, {"text": "Spanduk dipaku di pohon sepanjang jalan"}),
    (22, 5, {"text": "Kios di belakang terminal menjual minuman keras setiap malam"}),
    (26, 6, {"text": "Ulun handak melapor, ada nang bakalahi di tarminal"}),
    (30, 7, {"text": "Ada pungutan parkir yang memaksa di pasar"}),
    (33, 7, {"text": "RAHSIA"}),
    (36, 8, {"text": "Musik keras sampai tengah malam di gang sebelah"}),
    (40, 8, {"text": "cabt"}),
    (43, 9, {"text": "Pedagang menutup trotoar di depan sekolah"}),
    (46, 9, {"text": "aduan baru"}),
    (49, 9, {"text": "Ada balapan liar di jembatan setiap Sabtu malam"}),
    (52, 9, {"place": JEMBATAN}),
    (55, 10, {"text": "STATUS LL-26-0001"}),
    (58, 5, {"text": "STATUS"}),
    (61, 6, {"place": TERMINAL}),
)
NUMBERS = "62800559900"  # no telephone of Indonesia begins so


def build_script() -> dict[str, list[dict[str, Any]]]:
    """Return the drill as the page plays it.

    :return: {'citizens': [{'name', 'number', 'lesson'}], 'steps': [{'at', 'citizen', ...}]}
    """
    citizens = [
        {"name": name, "number": f"{NUMBERS}{place:02d}", "lesson": lesson}
        for place, (name, lesson) in enumerate(CITIZENS, 1)
    ]
    steps = [{"at": at, "citizen": who - 1, **sent} for at, who, sent in SCRIPT]
    return {"citizens": citizens, "steps": steps}
