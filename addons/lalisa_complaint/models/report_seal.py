from odoo import models


class LalisaReportSeal(models.AbstractModel):
    """Seal papers: here with nothing; the addon that can be asked about papers extends it."""

    _name = "lalisa.report.seal"
    _description = "Seal of a paper"

    def _make_seal(self, number, content):
        """Seal one paper.

        :param number: what names the paper, e.g. 'LA LL-26-0042'; no person's name
        :param content: the words on the paper, as JSON data
        :return: None, for a paper without a seal; or a dict with url, qr (address of the picture) and fingerprint (as
            printed)
        """
        return None
