"""What a stage is for. Code asks for the role of a stage, never for its code; an office may give several one role."""

from enum import StrEnum


class StageRole(StrEnum):
    """The roles that code must know; whatever else an office puts between them is `WORK`."""

    INTAKE = "intake"
    WORK = "work"
    DRAFT = "draft"
    FIELD_CHECK = "field_check"
    DISPATCH = "dispatch"
    RESOLVE = "resolve"
    REPORT = "report"
    ORDER = "order"
    WAITING = "waiting"
    DELIVERY = "delivery"
    DONE = "done"
    MERGED = "merged"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    REJECTED = "rejected"


# In the order in which a complaint may meet them.
ROLE_NAMES = [
    (StageRole.INTAKE, "Complaints begin here"),
    (StageRole.WORK, "Work of the office"),
    (StageRole.DRAFT, "The draft report is written"),
    (StageRole.FIELD_CHECK, "The facts are checked"),
    (StageRole.DISPATCH, "A team is sent"),
    (StageRole.RESOLVE, "The team acts"),
    (StageRole.REPORT, "The outcome is reported to the head"),
    (StageRole.ORDER, "The head orders the result to be told"),
    (StageRole.WAITING, "Waits for the reporter"),
    (StageRole.DELIVERY, "The result is on its way to the reporter"),
    (StageRole.DONE, "The reporter has the result"),
    (StageRole.MERGED, "Closed: merged into another complaint"),
    (StageRole.REFERRED, "Closed: referred to another agency"),
    (StageRole.WITHDRAWN, "Closed: withdrawn by the reporter"),
    (StageRole.UNANSWERED, "Closed: the reporter did not answer"),
    (StageRole.REJECTED, "Closed without a result"),
]
# Whether the clock of a step runs there, nobody's does, or it is the end.
KINDS = {
    **dict.fromkeys(StageRole, "closed"),
    **dict.fromkeys(list(StageRole)[: list(StageRole).index(StageRole.WAITING)], "step"),
    StageRole.WAITING: "waiting",
    StageRole.DELIVERY: "waiting",
}
# The Kepala has ordered the result to be told.
RESULT_ORDERED = (StageRole.DELIVERY, StageRole.DONE)
