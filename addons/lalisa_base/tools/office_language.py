"""The language of the office, for what nobody in particular asks for: papers, chatter lines, answers of the service."""


def in_indonesian(records):
    """The records whose translated names read as on paper: Indonesian, at the source as well."""
    installed = records.env["res.lang"]._get_data(code="id_ID")
    return records.with_context(lang="id_ID" if installed else "en_US")
