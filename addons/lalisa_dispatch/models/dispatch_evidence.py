import hashlib
import io
from datetime import datetime

from PIL import ExifTags, Image, UnidentifiedImageError

from odoo import api, fields, models

from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_complaint.models.stage_log import TOMBSTONE

from .place import metres_between

# Beyond these a photo is hardly of this case; a flag to look at, never a refusal.
FAR_METRES = 1000
FAR_HOURS = 24


class LalisaDispatchEvidence(models.Model):
    """What a photo of a dispatch says of itself: its fingerprint, when and where it was taken.

    Written by the service when a photo is put on a dispatch; the bytes stay as they came. The flags ask the
    division head to look closer, they accuse nobody: a telephone's clock may be wrong.
    """

    _name = "lalisa.dispatch.evidence"
    _description = "Photo of a dispatch"
    _order = "id"
    _rec_name = "file_name"

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, index=True, readonly=True, ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")
    file_name = fields.Char("Photo", readonly=True)
    moment = fields.Selection([("before", "Before"), ("after", "After")], readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, index=True)
    taken_at = fields.Datetime("Taken", readonly=True)
    latitude = fields.Float(digits=(9, 6), readonly=True)
    longitude = fields.Float(digits=(9, 6), readonly=True)
    used_before = fields.Boolean(readonly=True, help="The same bytes are on an earlier dispatch.")
    far_in_time = fields.Boolean(readonly=True, help="Taken long before the order or after now.")
    far_in_place = fields.Boolean(readonly=True, help="Taken far from the place of the case.")

    _photo_uniq = models.Constraint("UNIQUE(dispatch_id, moment, sha256)", "This photo is on the dispatch already.")

    @api.model
    def _take_photos(self, dispatches):
        """Note every photo that is new on these orders; what was noted once stays noted.

        :param dispatches: `lalisa.dispatch`
        """
        for dispatch in dispatches:
            known = {(photo.moment, photo.attachment_id.id) for photo in dispatch.evidence_ids}
            for moment in ("before", "after"):
                for photo in dispatch[f"photo_{moment}_ids"]:
                    if (moment, photo.id) not in known:
                        self._note_photo(dispatch, moment, photo)

    @api.model
    def _note_photo(self, dispatch, moment, photo):
        # Nobody writes evidence: it is the service's own word on a photo its writer could read.
        evidence_sudo = self.sudo()
        content = photo.raw or b""
        sha256 = hashlib.sha256(content).hexdigest()
        earlier_sudo = evidence_sudo.search([("sha256", "=", sha256)])
        if (moment, dispatch) in [(one.moment, one.dispatch_id) for one in earlier_sudo]:
            return
        evidence_sudo.create(
            {
                "dispatch_id": dispatch.id,
                "attachment_id": photo.id,
                "file_name": photo.name,
                "moment": moment,
                "sha256": sha256,
                "used_before": bool(earlier_sudo.dispatch_id - dispatch),
                **self._what_exif_says(dispatch, content),
            }
        )

    @api.model
    def _what_exif_says(self, dispatch, content):
        """Return time and place of the photo with their flags; empty where it carries none."""
        taken_at, place = read_exif(content)
        said = {}
        if taken_at:
            hours = (fields.Datetime.now() - taken_at).total_seconds() / 3600
            since_order = (taken_at - dispatch.ordered_at).total_seconds() / 3600
            said |= {"taken_at": taken_at, "far_in_time": hours < -1 or since_order < -FAR_HOURS}
        if place:
            here = (dispatch.latitude, dispatch.longitude)
            said |= {
                "latitude": place[0],
                "longitude": place[1],
                "far_in_place": any(here) and metres_between(here, place) > FAR_METRES,
            }
        return said

    def _apply_retention(self):
        """Take out where a photo was taken and what its file was called; its fingerprint stays."""
        self.write({"latitude": 0, "longitude": 0, "file_name": TOMBSTONE})


def read_exif(content):
    """Return when and where a picture says it was taken.

    :param content: the file's bytes, possibly no picture or a broken one
    :return: (naive UTC datetime or None, (latitude, longitude) or None); a camera's clock without a zone is WITA
    """
    try:
        exif = Image.open(io.BytesIO(content)).getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None
    return _parse_time(taken), _parse_place(gps)


def _parse_time(text):
    try:
        local = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    local = local.replace(tzinfo=WITA)
    return (local - local.utcoffset()).replace(tzinfo=None)


def _parse_place(gps):
    try:
        latitude = _parse_degrees(gps[2], gps[1] == "S")
        longitude = _parse_degrees(gps[4], gps[3] == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if inside and (latitude or longitude) else None


def _parse_degrees(parts, negative):
    degrees, minutes, seconds = (float(part) for part in parts)
    return (degrees + minutes / 60 + seconds / 3600) * (-1 if negative else 1)
