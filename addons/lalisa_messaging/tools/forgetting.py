"""What retention takes out of rows that stay."""

from odoo import models

TOMBSTONE = "(dihapus sesuai masa retensi)"
FORGOTTEN = "forgotten/%s"  # in the place of a provider's id; no provider has such a one
# What can hold words, names, numbers, places or bytes; a field of these types goes unless it is named below.
TELLING = ("char", "text", "html", "json", "float", "binary")
# Our own marks, which tell of nobody: reference, purpose and price of a message, why it failed, a file's fingerprint.
MESSAGE_KEEPS = {"client_ref", "purpose", "failure_type", "price_category", "media_sha256"}


def telling_fields(model: models.BaseModel) -> set[str]:
    """Return the names of a model's stored fields that can hold words, names, numbers, places or bytes.

    :param model: a recordset
    """
    return {
        name
        for name, field in model._fields.items()
        if field.type in TELLING and field.store and not field.related and not field.compute
    }
