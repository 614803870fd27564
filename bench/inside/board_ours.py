"""Inside `odoo shell`: which screens of ours are opened, by whom, and what is typed there."""

# ruff: noqa: F821
from lxml import etree

user = env["res.users"].search([("login", "=", "bench_operator")])
user.password = user.login
env.cr.execute("SELECT max(id) FROM lalisa_complaint WHERE stage_code = 'resolve'")
record = env.cr.fetchone()[0]
search = env.ref("lalisa_complaint.lalisa_complaint_view_search")
arch = env["lalisa.complaint"].with_user(user).with_context(lang=user.lang).get_view(search.id, "search")["arch"]
overdue = etree.fromstring(arch).find(".//filter[@name='overdue']").get("string")
screens = {
    "login": user.login,
    "model": "lalisa.complaint",
    "board": "/odoo/aduan-masuk",
    "turn": "/odoo/perlu-tindakan-saya",
    "overdue": overdue,
    "record": record,
}
env.cr.commit()
print_answer(screens)
