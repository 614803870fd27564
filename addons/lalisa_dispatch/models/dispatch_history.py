from odoo import api, fields, models

from .place import metres_between

NEAR_METRES = 150
# One degree of latitude is 111 km: a box that holds the circle, for the index-friendly part of the search.
NEAR_DEGREES = 0.002
PLACES_SHOWN, OFFENDERS_SHOWN = 5, 3


class LalisaDispatchHistory(models.AbstractModel):
    """What happened here, and with whom, before: shown to the team before it leaves."""

    _name = "lalisa.dispatch.history"
    _description = "History of a place"

    def _compute_earlier_text(self):
        """Compute lines with facts of the place only: day, category, outcome, sanction, offender."""
        for dispatch in self:
            earlier_sudo = dispatch._earlier_here_sudo()[:PLACES_SHOWN]
            dispatch.earlier_text = "\n".join(one._earlier_line() for one in earlier_sudo)

    def _earlier_here_sudo(self):
        """Return earlier dispatches, as superuser: same confirmed point, or same words for the place in the district.

        A team knows its own orders only; what other teams met at a place it must know all the same. Cases
        about members are the head's alone and never appear.
        """
        point = bool(self.latitude or self.longitude)
        same_words = bool(self.place_text)
        if not (point or same_words):
            return self.sudo().browse()
        near = fields.Domain.FALSE
        if point:
            near |= (
                fields.Domain("latitude", ">=", self.latitude - NEAR_DEGREES)
                & fields.Domain("latitude", "<=", self.latitude + NEAR_DEGREES)
                & fields.Domain("longitude", ">=", self.longitude - NEAR_DEGREES)
                & fields.Domain("longitude", "<=", self.longitude + NEAR_DEGREES)
            )
        if same_words:
            near |= fields.Domain("place_text", "=ilike", self._escape_pattern(self.place_text)) & (
                fields.Domain("district_id", "=", self.district_id.id)
            )
        found_sudo = self.sudo().search(
            near
            & fields.Domain("id", "!=", self._origin.id)
            & fields.Domain("complaint_id.sop_id.kind", "!=", "member")
            & fields.Domain("complaint_id", "!=", self.complaint_id.id),
            order="ordered_at desc",
            limit=50,
        )
        return found_sudo.filtered(lambda one: self._is_near(one))

    @staticmethod
    def _escape_pattern(text):
        """Return the words themselves: a place's name may hold signs that a search would read as wildcards."""
        return text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")

    def _is_near(self, other):
        mine, theirs = (self.latitude, self.longitude), (other.latitude, other.longitude)
        if any(mine) and any(theirs):
            return metres_between(mine, theirs) <= NEAR_METRES
        return True

    def _earlier_line(self):
        """Return one line (as superuser): when, what, how it ended, what was given to whom."""
        when = fields.Datetime.context_timestamp(self.with_context(tz="Asia/Makassar"), self.ordered_at)
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        parts = [
            when.strftime("%d-%m-%Y"),
            self.category_id.name,
            outcomes.get(self.outcome),
            self.sanction_id.name,
            ", ".join(self.offender_ids.mapped("name")),
        ]
        return " · ".join(filter(None, parts))

    @api.depends("offender_ids.name")
    def _compute_offender_text(self):
        """Compute how often those were met whom the order or report names, and what was given the last times."""
        for dispatch in self:
            lines = [dispatch._offender_line(one) for one in dispatch.offender_ids]
            dispatch.offender_text = "\n".join(filter(None, lines))

    def _offender_line(self, offender):
        # As with places: what other teams met, this one must know; cases about members never appear.
        earlier_sudo = (
            self.env["lalisa.dispatch.offender"]
            .sudo()
            .search(
                fields.Domain("name_key", "=", offender.name_key)
                & fields.Domain("dispatch_id", "!=", self._origin.id)
                & fields.Domain("dispatch_id.complaint_id.sop_id.kind", "!=", "member"),
                order="id desc",
            )
        )
        if not offender.name_key or not earlier_sudo:
            return ""
        orders_sudo = earlier_sudo.dispatch_id
        lines = "; ".join(order._earlier_line() for order in orders_sudo[:OFFENDERS_SHOWN])
        return self.env._(
            "%(name)s - %(count)s time(s) before: %(lines)s",
            name=offender.name,
            count=len(orders_sudo),
            lines=lines,
        )
