"""The menus as each role sees them with what they open, and all actions of ours."""

from tests.golden.masks import mask_text
from tests.golden.roles import find_people, records_of_ours

WINDOW = ("res_model", "view_mode", "domain", "context", "target", "limit", "path", "help")


def collect_texts(env, _clock, _only):
    """Return {file: text}: a tree of menus for each role, and the actions."""
    roles = find_people(env)
    made = {f"{role}.txt": format_tree(env) for role, env in roles.items()}
    as_root = roles["administrator"](su=True)
    made["actions.txt"] = "\n".join(sorted(map(mask_text, format_actions(as_root))))
    made["jobs.txt"] = "".join(sorted(map(mask_text, format_jobs(as_root))))
    return made


def format_tree(env):
    menus = env["ir.ui.menu"].load_menus(False)
    lines = []

    def add(number, depth):
        menu = menus[number]
        lines.append("  " * depth + menu["name"] + find_opened(env, menu))
        for child in menu["children"]:
            add(child, depth + 1)

    for number in menus["root"]["children"]:
        add(number, 0)
    return "\n".join(lines) + "\n"


def find_opened(env, menu):
    if not menu.get("action_id"):
        return ""
    action = env[menu["action_model"]].sudo().browse(menu["action_id"])
    return f" -> {kind_of(action)} {action.name} ({find_target(action)})"


def kind_of(action):
    return action._name.removeprefix("ir.actions.")


def find_target(action):
    for name in ("res_model", "model_name", "tag", "url", "report_name"):
        if name in action._fields and action[name]:
            return action[name]
    return ""


def format_actions(env):
    """Yield a paragraph for each action of ours; a job has a line of its own."""
    for model in (
        "ir.actions.act_window",
        "ir.actions.client",
        "ir.actions.server",
        "ir.actions.report",
        "ir.actions.act_url",
    ):
        for action in records_of_ours(env, model):
            if model == "ir.actions.server" and action.usage == "ir_cron":
                continue
            lines = [f"== {kind_of(action)}: {action.name} ({find_target(action)})"]
            lines += [f"{name}: {value}" for name, value in format_about(action)]
            yield "\n".join(lines) + "\n"


def format_jobs(env):
    """Yield a line for each scheduled job of ours."""
    for job in records_of_ours(env, "ir.cron"):
        yield (
            f"{job.cron_name}: {job.model_id.model}, {job.code.strip()}, each {job.interval_number} "
            f"{job.interval_type}, priority {job.priority}, as {job.user_id.login}, active {job.active}\n"
        )


def format_about(action):
    for name in WINDOW:
        if name in action._fields and action[name]:
            yield name, action[name]
    if "view_ids" in action._fields:
        for one in action.view_ids:
            yield "view", f"{one.view_mode}: {one.view_id.name}"
    if "view_id" in action._fields and action.view_id:
        yield "first view", action.view_id.name
    if "search_view_id" in action._fields and action.search_view_id:
        yield "search view", action.search_view_id.name
    if "group_ids" in action._fields and action.group_ids:
        yield "groups", ", ".join(sorted(action.group_ids.mapped("full_name")))
    if action.binding_model_id:
        yield "offered on", f"{action.binding_model_id.model} ({action.binding_type}, {action.binding_view_types})"
