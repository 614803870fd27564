"""What is compared, made inside Odoo: text for each stored file, with the clock standing still.

It runs in `odoo shell` on a copy of the template, and undoes whatever it made there.
"""

import json
from pathlib import Path

from freezegun import freeze_time

from tests.golden import menus, messages, papers, screens
from tests.golden.attempt import FAILED, attempt_work
from tests.golden.masks import mask_text
from tests.golden.world import MOMENT, undo_writes

PARTS = {
    "screens": screens.collect_texts,
    "menus": menus.collect_texts,
    "messages": messages.collect_texts,
    "papers": papers.collect_texts,
}


def write_texts(env, parts, target):
    """Make the texts of some parts.

    :param env: the environment of the shell
    :param parts: {name in `PARTS`: the names of the papers that are wanted, or None for all there is}
    :param target: path of the JSON file to write: {path of a stored file: its text}
    """
    made = {}
    # What the service keeps at once is undone here with the rest.
    env.cr.commit = env.cr.flush
    with freeze_time(MOMENT) as clock:
        for part, only in parts.items():
            with undo_writes(env):
                texts = attempt_work(PARTS[part], env, clock, only)
            if isinstance(texts, str):
                texts = {FAILED: texts}
            made |= {mask_text(f"{part}/{name}"): mask_text(text).rstrip() + "\n" for name, text in texts.items()}
            clock.move_to(MOMENT)
    Path(target).write_text(json.dumps(made))
