"""What was told of a visit, and who took it, moves from columns of the visit into rows of their own."""

from odoo.tools import SQL

# Everything but the taking of a turn was the service's own doing.
BY = {"acknowledged_at": SQL.identifier("acknowledged_by_id")}
KINDS = ("called_at", "acknowledged_at", "handed_on_at", "warned_at", "escalated_at", "reminded_at")


def migrate(cr, version):
    for kind in KINDS:
        at = SQL.identifier(kind)
        cr.execute(
            SQL(
                """INSERT INTO lalisa_visit_mark (visit_id, kind, at, user_id, create_uid, create_date)
                   SELECT id, %(kind)s, %(at)s, %(by)s, 1, now() AT TIME ZONE 'UTC'
                     FROM lalisa_complaint_visit WHERE %(at)s IS NOT NULL""",
                kind=kind,
                at=at,
                by=BY.get(kind, SQL("1")),
            )
        )
        cr.execute(SQL("ALTER TABLE lalisa_complaint_visit DROP COLUMN %s", at))
    cr.execute("ALTER TABLE lalisa_complaint_visit DROP COLUMN acknowledged_by_id")
