from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..settings import number_of
from ..sop.stage_role import RESULT_ORDERED, StageRole

EARTH = 6_371_000
CANDIDATES = 200
ENOUGH = 4
FAR = 8


class LalisaComplaintMerging(models.AbstractModel):
    """One event, many reporters: likely doubles are shown, merged ones hear the main complaint's result."""

    _name = "lalisa.complaint.merging"
    _description = "Merged complaints"

    similar_ids = fields.Many2many("lalisa.complaint", compute="_compute_similar_ids", string="Similar")
    similar_count = fields.Integer(compute="_compute_similar_ids")
    reporter_count = fields.Integer("Reports of the event", compute="_compute_reporter_count")

    @api.depends("duplicate_ids.stage_id")
    def _compute_reporter_count(self):
        for complaint in self:
            complaint.reporter_count = 1 + len(complaint._get_merged())

    def _get_merged(self):
        """Return the complaints that were merged into this one."""
        return self.duplicate_ids.filtered(lambda one: one.stage_role == StageRole.MERGED)

    @api.depends("category_id", "summary", "location_text", "latitude", "longitude", "stage_id")
    def _compute_similar_ids(self):
        for complaint in self:
            early = bool(complaint._find_target(StageRole.MERGED))
            similar = complaint._find_similar() if early and complaint.id else complaint.browse()
            complaint.similar_ids = similar
            complaint.similar_count = len(similar)

    def _find_similar(self):
        """Return open complaints that may tell of the same event, the likeliest first.

        Weighed are category, distance, words; only what was reported within the set hours counts.
        """
        hours = timedelta(hours=number_of(self.env, "similar_hours"))
        near = self.search(
            [
                ("id", "!=", self._origin.id or self.id),
                ("closed_at", "=", False),
                ("sop_id.kind", "=", self.sop_id.kind),
                ("registered_at", ">=", self.registered_at - hours),
                ("registered_at", "<=", self.registered_at + hours),
            ],
            limit=CANDIDATES,
        )
        metres = number_of(self.env, "similar_metres")
        weighed = [(self._weigh_likeness(other, metres), other) for other in near]
        likely = sorted((pair for pair in weighed if pair[0] >= ENOUGH), key=lambda pair: (-pair[0], pair[1].id))
        return self.browse([other.id for _weight, other in likely[:5]])

    def _weigh_likeness(self, other, metres):
        """Return how likely two complaints tell of one event: category 3, close by 3, words up to 5."""
        weight = 3 if self.category_id and self.category_id == other.category_id else 0
        if self.latitude and other.latitude:
            distance = self._metres_to(other)
            if distance > FAR * metres:
                return 0
            weight += 3 if distance <= metres else 0
        ours, theirs = self._get_words(), other._get_words()
        shared = len(ours & theirs) / (min(len(ours), len(theirs)) or 1)
        return weight + 5 * shared

    def _get_words(self):
        text = f"{self.summary or ''} {self.location_text or ''}".lower()
        return {word for word in text.replace(",", " ").replace(".", " ").split() if len(word) > 3}

    def _metres_to(self, other):
        here, there = radians(self.latitude), radians(other.latitude)
        across = radians(other.longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
        return 2 * EARTH * asin(sqrt(half))

    def action_show_similar(self):
        """Return the list of likely doubles."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Similar to %s", self.number),
            "res_model": "lalisa.complaint",
            "view_mode": "list,form",
            "domain": [("id", "in", self.similar_ids.ids)],
        }

    def _follow_merged(self):
        """Let a merged complaint follow the main one, and the main one take its merged ones along."""
        # What follows for the merged is the main complaint's consequence, not the mover's right.
        complaint_sudo = self.sudo()
        if self.stage_role == StageRole.MERGED:
            complaint_sudo._join_main(complaint_sudo.master_id)
        elif self.stage_role == StageRole.DELIVERY or (self.closed_at and self.stage_role != StageRole.DONE):
            for merged in complaint_sudo._get_merged():
                merged._hear_from(complaint_sudo)

    def _join_main(self, master):
        """Let those merged into this one follow the main one; a result that was told is told to its reporter too."""
        self._get_merged()._write_engine({"master_id": master.id})
        if master.stage_role in RESULT_ORDERED:
            self._hear_from(master)

    def _hear_from(self, master):
        """Order that the merged complaint's own reporter hears how the event ended.

        :param master: the main complaint (as superuser)
        """
        told = master.stage_role in RESULT_ORDERED
        self._write_engine(
            {
                # What was written for a result that nobody ordered to be told is nobody's to read.
                "result_public": told and master.result_public,
                "agency_id": master.agency_id.id,
                "result_ordered_at": fields.Datetime.now(),
            }
        )
        self._order_merged_result(master)

    def _order_merged_result(self, master):
        """Do nothing: a channel queues its message here when a merged complaint's reporter is to hear the end."""

    def action_record_told(self):
        """Record that the reporter of a merged complaint was told in another way: who, when and how are entered.

        :raises AccessError: the user is no operator
        :raises UserError: something is missing, or there is no result to tell
        """
        self.check_access("write")
        if not self.env["lalisa.delegation"]._role_held(["operator"]):
            raise AccessError(self.env._("This is for the operator."))
        for complaint in self:
            if not complaint.is_undelivered or complaint.stage_role != StageRole.MERGED:
                raise UserError(self.env._("There is no result of a merged complaint to be told."))
            complaint._check_alternative_entered()
            complaint._write_engine({"closing_proof": "alternative"})
