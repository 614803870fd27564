from odoo import models

from odoo.addons.lalisa_base.tools.office_language import in_indonesian


class LalisaComplaintPublic(models.AbstractModel):
    """The words of a move that its reporter may read. `move_reason` and a stage log's `reason` are never among them."""

    _name = "lalisa.complaint.public"
    _description = "Words for the reporter"

    def _is_vague(self):
        """Tell whether closed operations still hide how far the office has come."""
        return self.covert and self.stage_id.while_covert != "told"

    def _is_stage_told(self):
        """Tell whether the reporter may know that the complaint is where it is, and what follows from it for them."""
        return self.stage_id._is_shown(self.covert)

    def _listed_reason(self):
        """Return why the complaint was sent back or closed, as the office's list says it; empty without a reason."""
        return _end_sentence(self._last_left().reason_id.name)

    def _public_reason(self):
        """Return why the complaint was sent back or closed, for its reporter; of a closed operation the list alone."""
        last = self._last_left()
        return self._reason_words(last.reason_id, last.reason_public)

    def _reason_words(self, reason, public):
        """Return the listed reason with the words for the reporter behind it.

        :param reason: a `lalisa.move.reason`, or none
        :param public: the words of `move_reason_public`, or nothing
        :return: sentences in Indonesian, or an empty text
        """
        words = "" if self._is_vague() else (public or "").strip()
        # "Another reason" says nothing beside the reason itself.
        listed = "" if words and reason.code == "other" else in_indonesian(reason).name
        return " ".join(filter(None, [_end_sentence(listed), _end_sentence(words)]))

    def _preview_notice(self, stage, reason, public, agency):
        """Return what the reporter would get on a move, and how; a channel says its own.

        :param stage: the `lalisa.stage` that it leads to
        :param reason: the `lalisa.move.reason`, or none
        :param public: the words of `move_reason_public`, or nothing
        :param agency: the `lalisa.agency` that it is referred to, or none
        :return: (the text, empty where nothing is sent; how it reaches them or why not, in a sentence or nothing)
        """
        return "", self.env._("Nothing is sent by itself: tell the reporter by telephone, visit or letter.")

    def _last_left(self):
        return in_indonesian(self).stage_log_ids.filtered("left_at").sorted("id")[-1:]


def _end_sentence(text):
    text = (text or "").strip()
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
