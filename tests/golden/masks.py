"""What a text must not depend on: which addon owns a thing, names given up since, fingerprints of contents."""

import re

from tests.golden.names import RENAMED

MASKS = (
    # Which addon something stands in. Groups keep their names.
    (re.compile(r"\b(?:lalisa_[a-z_]+|report_weasyprint)\.(?!group_)(?=[a-z_])"), "OURS."),
    (re.compile(r"/(?:lalisa_[a-z_]+|report_weasyprint)/static/"), "/OURS/static/"),
    # They change with the names of what they are made of; the words themselves are compared.
    (re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b"), "FINGERPRINT"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
)


def mask_text(text, renamed=RENAMED):
    """Return a text as it would be if nothing had moved to another addon or got another name."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    if not renamed:
        return text
    longest_first = sorted(renamed, key=len, reverse=True)
    names = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return names.sub(lambda found: renamed[found.group()], text)
