"""Faults in the procedure, and in what is kept of a case and who reads it. See `fault.py` for the fields."""

from .fault import Fault

BASE = "addons/lalisa_base"
COMPLAINT = "addons/lalisa_complaint"
DISPATCH = "addons/lalisa_dispatch"
REGISTER = "addons/lalisa_register"
INTAKE = "addons/lalisa_intake"

FAULTS = [
    Fault(
        "rights of a move", "anybody moves a complaint as if they were the operator",
        f"{COMPLAINT}/models/complaint_move.py",
        "return self._role_among(arrow.group_ids.ids)", "return self._role_among(arrow.group_ids.ids) or 'operator'",
        (f"{COMPLAINT}/tests/test_moves.py",),
    ),
    Fault(
        "superuser mode is no role", "a button that works in superuser mode closes complaints as the software",
        f"{COMPLAINT}/models/complaint_move.py",
        "self.env.uid == SUPERUSER_ID:", "self.env.su:",
        (f"{COMPLAINT}/tests/test_moves.py",),
    ),
    Fault(
        "clock of a step", "the warning comes only when the step is late",
        f"{COMPLAINT}/models/complaint_clock.py",
        "for minutes in (step.minutes_warn,", "for minutes in (step.minutes_max,",
        (f"{COMPLAINT}/tests/test_visits_and_deadlines.py",),
    ),
    Fault(
        "breach of a deadline", "a step that was left at its warning counts as late",
        f"{COMPLAINT}/models/complaint_visit.py",
        "now > self.deadline_at)", "now > self.warn_at)",
        (f"{COMPLAINT}/tests/test_visits_and_deadlines.py",),
    ),
    Fault(
        "escalation is told once", "after an hour without the service people are told of all that passed meanwhile",
        f"{COMPLAINT}/models/complaint_escalation.py",
        "names[names.index(mark) :]", "[mark]",
        (f"{COMPLAINT}/tests/test_escalation.py",),
    ),
    Fault(
        "checklist of a step", "a step is left with items that nobody ticked",
        f"{COMPLAINT}/models/complaint_move.py",
        'needs = ["checks"] if', 'needs = [] if',
        (f"{COMPLAINT}/tests/test_sop_document.py",),
    ),
    Fault(
        "end of a merged complaint", "reporters of a complaint merged into one that was referred hear nothing",
        f"{COMPLAINT}/models/complaint_incident.py",
        'or (self.closed_at and self.stage_code != "done"):', "or False:",
        (f"{INTAKE}/tests/test_results.py",),
    ),
    Fault(
        "proof of the closing", "a result that nobody confirmed is closed at once",
        f"{COMPLAINT}/models/complaint_closing.py",
        "< since + timedelta(days=days):", "< since:",
        (f"{COMPLAINT}/tests/test_moves.py",),
    ),
    Fault(
        "period of a delegation", "a deputy acts in the lent role after its time is over",
        f"{COMPLAINT}/models/delegation.py",
        "if not delegation or delegation._is_in_force():", "if True:",
        (f"{COMPLAINT}/tests/test_delegation.py",),
    ),
    Fault(
        "the team that was sent", "any member of any team reports for a dispatch",
        f"{DISPATCH}/models/dispatch_step.py",
        "if not is_team or self.env.user not in dispatch.leader_id | dispatch.member_ids:", "if not is_team:",
        (f"{DISPATCH}/tests/test_dispatch.py",),
    ),
    Fault(
        "retention", "to whom the result was told stays readable for ever",
        f"{COMPLAINT}/models/retention.py",
        "gone = {name: False for name in WORDS if self[name]}",
        "gone = {name: False for name in WORDS[:-1] if self[name]}",
        (f"{COMPLAINT}/tests/test_retention.py",),
    ),
    Fault(
        "log of opened identities", "an identity is opened and nobody learns of it",
        f"{COMPLAINT}/models/complaint_reveal.py",
        'self.env["lalisa.reveal.log"].sudo().create(', 'self.env["lalisa.reveal.log"].sudo().new(',
        (f"{COMPLAINT}/tests/test_access.py",),
    ),
    Fault(
        "token of the reporter's page", "who knows a number reads the page of its complaint",
        f"{COMPLAINT}/models/tracking.py",
        "return complaint_sudo if any(matches) else complaint_sudo.browse()", "return complaint_sudo",
        (f"{COMPLAINT}/tests/test_tracking.py",),
    ),
    Fault(
        "fingerprint of evidence", "two photos of one name count as the same",
        f"{DISPATCH}/models/dispatch_evidence.py",
        "hashlib.sha256(content).hexdigest()", "hashlib.sha256(photo.name.encode()).hexdigest()",
        (f"{DISPATCH}/tests/test_evidence.py",),
    ),
    Fault(
        "chain of the register", "a line can be taken out of the register and nothing shows it",
        f"{REGISTER}/models/register_line.py",
        '"previous_hash": previous,', '"previous_hash": BEGINNING,',
        (f"{REGISTER}/tests/test_register.py", f"{REGISTER}/tests/test_tampering.py"),
    ),
    Fault(
        "hash of a register line", "a line that was changed afterwards still fits its hash",
        f"{REGISTER}/models/register_line.py",
        'str(values.get("corrects_id") or ""), values["content"],', 'str(values.get("corrects_id") or ""),',
        (f"{REGISTER}/tests/test_register.py", f"{REGISTER}/tests/test_tampering.py"),
    ),
    Fault(
        "seal of a paper", "the fingerprint in a paper's code can be exchanged",
        f"{REGISTER}/models/paper_seal.py",
        "return hmac(self.sudo().env, _SCOPE, said, hashlib.sha256)[:32]",
        'return hmac(self.sudo().env, _SCOPE, said.split(".")[0], hashlib.sha256)[:32]',
        (f"{REGISTER}/tests/test_paper_check.py::TestSeal",),
    ),
    Fault(
        "pace of public pages", "an address may ask once more than was set",
        f"{COMPLAINT}/controllers/rate.py",
        "allowed = len(asked) < self.count", "allowed = len(asked) <= self.count",
        (f"{COMPLAINT}/tests/test_more_papers.py::TestLimiter",),
    ),
    Fault(
        "midnight of the figures", "what came in before eight in the morning is counted for the day before",
        f"{BASE}/tools/period.py",
        "datetime.combine(day, time(), WITA)", "datetime.combine(day, time(), UTC)",
        (f"{BASE}/tests/test_period.py",),
    ),
    Fault(
        "words of the papers", "the reporter's whole telephone number stands on paper",
        f"{COMPLAINT}/report/paper_complaint.py",
        "{_masked(reporter.phone)}", "{reporter.phone}",
        (f"{COMPLAINT}/tests/test_papers.py::TestWhoReadsWhatOnPaper",),
    ),
    Fault(
        "metadata of a reporter's photo", "a photo tells where its reporter lives",
        f"{COMPLAINT}/models/complaint_addition.py",
        "drawn = [_drawn(photo) for photo in photos]", "drawn = photos",
        (f"{COMPLAINT}/tests/test_tracking_additions.py",),
    ),
    Fault(
        "countdown on the screen", "a step that is late is shown as one that is in time",
        f"{COMPLAINT}/static/src/countdown/countdown_field.js",
        "const late = seconds < 0;", "const late = false;",
        (f"{COMPLAINT}/tests/test_widgets.py",),
    ),
]
