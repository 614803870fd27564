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
    PAUSED = "paused"
    ENDED = "ended"


# In the order in which a complaint may meet them.
ROLE_NAMES = [
    (StageRole.INTAKE.value, "Complaints begin here"),
    (StageRole.WORK.value, "Work of the office"),
    (StageRole.DRAFT.value, "The draft report is written"),
    (StageRole.FIELD_CHECK.value, "The facts are checked"),
    (StageRole.DISPATCH.value, "A team is sent"),
    (StageRole.RESOLVE.value, "The team acts"),
    (StageRole.REPORT.value, "The outcome is reported to the head"),
    (StageRole.ORDER.value, "The head orders the result to be told"),
    (StageRole.WAITING.value, "Waits for the reporter"),
    (StageRole.DELIVERY.value, "The result is on its way to the reporter"),
    (StageRole.DONE.value, "The reporter has the result"),
    (StageRole.MERGED.value, "Closed: merged into another complaint"),
    (StageRole.REFERRED.value, "Closed: referred to another agency"),
    (StageRole.WITHDRAWN.value, "Closed: withdrawn by the reporter"),
    (StageRole.UNANSWERED.value, "Closed: the reporter did not answer"),
    (StageRole.REJECTED.value, "Closed without a result, with a reason for the reporter"),
    (StageRole.PAUSED.value, "Waits for others than the reporter"),
    (StageRole.ENDED.value, "Closed in another way"),
]
# Where nobody's clock runs; the roles that end a complaint follow, all others are steps.
WAITING = (StageRole.WAITING, StageRole.DELIVERY, StageRole.PAUSED)
CLOSED = (
    StageRole.DONE,
    StageRole.MERGED,
    StageRole.REFERRED,
    StageRole.WITHDRAWN,
    StageRole.UNANSWERED,
    StageRole.REJECTED,
    StageRole.ENDED,
)
# The Kepala has ordered the result to be told.
RESULT_ORDERED = (StageRole.DELIVERY, StageRole.DONE)


def get_kind(role: str) -> str:
    """Return the kind of a stage: `step`, `waiting` or `closed`.

    :param role: a `StageRole`, or one that another addon has added: a step
    """
    return "waiting" if role in WAITING else "closed" if role in CLOSED else "step"
