"""The views as each role gets them, and the labels of the fields."""

import difflib
from collections import defaultdict

from lxml import etree

from odoo.exceptions import AccessError
from odoo.models import LOG_ACCESS_COLUMNS

from tests.golden.attempt import attempt_work
from tests.golden.masks import mask_text
from tests.golden.roles import OURS, find_people, records_of_ours

# Pages and papers are no screens of a model.
NO_SCREENS = ("qweb",)
# Odoo's own, in every model.
EVERYWHERE = ("id", "display_name", *LOG_ACCESS_COLUMNS)
LABELS = ("type", "string", "help", "selection", "relation", "required", "readonly")


def collect_texts(env, _clock, _only):
    """Return {file: text}: the views of each model that has one of ours, and the fields that are ours."""
    made, roles = {}, find_people(env)
    for model, views in primary_views(env).items():
        views = views.sorted(lambda one: (one.type, mask_text(one.name)))
        paragraphs = [attempt_work(format_view, roles, view) for view in views]
        made[f"{model}.views.txt"] = "\n".join(paragraphs)
    for model in env.registry:
        if text := format_labels(roles["administrator"], model):
            made[f"{model}.fields.txt"] = text
    return made


def primary_views(env):
    """Return {model: the primary views that an addon of ours made or extends}."""
    found = defaultdict(env["ir.ui.view"].browse)
    for view in records_of_ours(env, "ir.ui.view"):
        if view.type in NO_SCREENS or not view.active:
            continue
        while view.mode != "primary":
            view = view.inherit_id
        found[view.model] |= view
    return found


def format_view(roles, view):
    default = roles["administrator"]["ir.ui.view"].sudo().default_view(view.model, view.type) == view.id
    texts = {role: read_arch(env, view) for role, env in roles.items()}
    return f"== {view.type}: {view.name}{' (the default)' if default else ''}\n{by_role(texts)}"


def by_role(texts):
    """Return the first text in full, of the others only what differs.

    :param texts: {role: its text, or None where the model is refused to it}
    """
    groups = defaultdict(list)
    for role, text in texts.items():
        groups[text].append(role)
    refused = groups.pop(None, [])
    if not groups:
        return "-- nobody\n"
    base, *others = groups
    lines = [f"-- {', '.join(groups[base])}", base]
    for text in others:
        lines.append(f"-- {', '.join(groups[text])}: other than {groups[base][0]}")
        lines += [line for line in difflib.ndiff(base.splitlines(), text.splitlines()) if line[0] in "+-"]
    if refused:
        lines.append(f"-- {', '.join(refused)}: refused")
    return "\n".join(lines) + "\n"


def read_arch(env, view):
    """Return what the browser gets, a line for each element; None where the role may not read the model."""
    try:
        got = env[view.model].get_view(view.id, view.type)["arch"]
    except AccessError:
        return None
    tree = etree.fromstring(got, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    for element in tree.iter():
        # The number of an action is the database's own.
        if element.get("type") == "action" and element.get("name", "").isdigit():
            element.set("name", f"action {env['ir.actions.actions'].sudo().browse(int(element.get('name'))).name}")
    etree.indent(tree)
    return etree.tostring(tree, encoding="unicode").strip()


def format_labels(env, model):
    """Return a line for each field that an addon of ours has put on a model; empty where it has put none."""
    if env[model]._abstract:
        return ""
    fields = env[model]._fields
    whole = env[model]._original_module in OURS
    names = [
        name for name, field in fields.items() if name not in EVERYWHERE and (whole or set(OURS) & set(field._modules))
    ]
    about = env[model].sudo().fields_get(names, attributes=list(LABELS))
    lines = [format_line(fields[name], about[name]) for name in names if name in about]
    head = f"{model}: {env[model]._description}\n"
    return head + "\n".join(sorted(map(mask_text, lines))) + "\n" if lines else ""


def format_line(field, about):
    said = [f"{key}={about[key]!r}" for key in LABELS if about.get(key)]
    if field.groups:
        said.append(f"groups={field.groups!r}")
    return f"{field.name}: {', '.join(said)}"
