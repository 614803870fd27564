"""How the papers say what a team reported: in Indonesian, whoever prints."""

OUTCOMES = {
    "handled": "Ditangani",
    "nihil": "Nihil (tidak ditemukan)",
    "follow_up": "Memerlukan tindak lanjut",
}
