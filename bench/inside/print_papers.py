"""Inside `odoo shell`: one kind of paper, `repeats` times, in a process whose peak of memory is then its own."""

# ruff: noqa: F821
import os
import resource
import time

from odoo.addons.lalisa_register.report.period_reports import register_order
from odoo.addons.lalisa_register.report.register_book import register_rows

head = env.ref("lalisa_complaint.user_kepala")
printer = env(user=head, context={"force_report_rendering": True, "lang": "id_ID"})
asked = {
    "kind": "recap" if paper == "complaint" else paper,
    "span": "span",
    "date_from": "2000-01-01",
    "date_to": "2099-12-31",
}


def print_once() -> bytes:
    if paper == "complaint":
        complaint = printer["lalisa.complaint"].search([("stage_code", "=", "done")], limit=1)
        report = "lalisa_complaint.action_report_complaint"
        return printer["ir.actions.report"]._render_qweb_pdf(report, complaint.ids)[0]
    return printer["lalisa.period.report"].create(asked)._make_content()


def read_resident_memory() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


before, times, made = read_resident_memory(), [], b""
for _number in range(repeats):
    env.invalidate_all()
    started = time.monotonic()
    made = print_once()
    times.append(time.monotonic() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
if order:
    ordered = printer["lalisa.period.report"].create(asked)
    with open(order, "w") as file:
        json.dump({**register_order(ordered), "rows": list(register_rows(printer, ordered._get_period()))}, file)
print("LALISA_BENCH " + json.dumps({"times": times, "peak": peak, "before": before, "size": len(made) / 1e6}))
