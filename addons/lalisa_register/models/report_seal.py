import hashlib
import re
from datetime import datetime
from urllib.parse import quote

from odoo import fields, models
from odoo.tools import consteq, hmac

from .register_line import write_canonical

# What the code of a paper is: kind, number, moment of printing (UTC), fingerprint of the content; then our signature.
_CODE = re.compile(r"([A-Za-z0-9~-]{1,80})\.(\d{12})\.([0-9a-f]{16})\.([0-9a-f]{32})")
_SCOPE = "lalisa-paper-seal"


class LalisaReportSeal(models.AbstractModel):
    """The QR code of a paper and what its check page says.

    Nothing is stored: the address itself holds number, moment and fingerprint of the paper, signed with the
    database's secret. So printing writes nothing, and a seal holds as long as the database (a restored one too).
    """

    _inherit = "lalisa.report.seal"

    def _make_seal(self, number, content):
        fingerprint = hashlib.sha256(write_canonical(content).encode()).hexdigest()[:16]
        named = re.sub(r"[^A-Za-z0-9-]+", "~", number)[:80] or "-"
        said = f"{named}.{fields.Datetime.now():%Y%m%d%H%M}.{fingerprint}"
        url = f"{self.get_base_url()}/periksa/{said}.{self._sign_text(said)}"
        return {
            "url": url,
            "qr": f"/report/barcode/QR/{quote(url, safe='')}?width=120&height=120",
            "fingerprint": spell_fingerprint(fingerprint),
        }

    def _read_seal(self, code):
        """Return what a code says, or None where it is not ours: a forged, a cut and an unknown one are all the same.

        :return: dict number, printed_at (naive UTC), fingerprint
        """
        match = _CODE.fullmatch(code)
        if not match:
            return None
        number, moment, fingerprint, signature = match.groups()
        if not consteq(signature, self._sign_text(f"{number}.{moment}.{fingerprint}")):
            return None
        return {
            "number": number.replace("~", " "),
            "printed_at": datetime.strptime(moment, "%Y%m%d%H%M"),
            "fingerprint": spell_fingerprint(fingerprint),
        }

    def _sign_text(self, said):
        # Borrowed: the database's secret, which signs and is never shown.
        return hmac(self.sudo().env, _SCOPE, said, hashlib.sha256)[:32]


def spell_fingerprint(fingerprint):
    """Return a fingerprint as a person compares it: 1a2b-3c4d-5e6f-7081."""
    return "-".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
