"""The language of the office, for what nobody in particular asks for: papers, chatter lines, answers of the service."""

from odoo import models


def in_indonesian(records: models.BaseModel) -> models.BaseModel:
    """Return the records with the context in which their translated names are Indonesian."""
    installed = records.env["res.lang"]._get_data(code="id_ID")
    return records.with_context(lang="id_ID" if installed else "en_US")
