import contextlib
import hashlib
import os
import secrets

from odoo import models


class IrAttachment(models.Model):
    """A file of a message stays byte by byte as it came, and no file stands half written under its name."""

    _inherit = "ir.attachment"

    def _postprocess_contents(self, values):
        """Odoo would shrink every large photo, and with it the original that is kept as evidence."""
        owners = {values["res_model"]} if "res_model" in values else set(self.mapped("res_model"))
        if "lalisa.message" in owners:
            return values
        return super()._postprocess_contents(values)

    def _get_path(self, bin_data, sha):
        """Do not take what a full disk has left of a file for a file of the same name with other content."""
        fname = f"{sha[:2]}/{sha}"
        if self._is_damaged(self._full_path(fname), sha):
            return fname, self._full_path(fname)
        return super()._get_path(bin_data, sha)

    def _file_write(self, bin_value, checksum):
        """Write beside and renames: where the disk is full, nothing is left that would collide for ever."""
        fname, full_path = self._get_path(bin_value, checksum)
        if os.path.exists(full_path) and not self._is_damaged(full_path, checksum):
            return super()._file_write(bin_value, checksum)
        beside = f"{fname}-{secrets.token_hex(4)}"
        self._mark_for_gc(beside)  # whatever a process that dies here leaves is collected
        try:
            with open(self._full_path(beside), "xb") as half:
                half.write(bin_value)
            os.replace(self._full_path(beside), full_path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(self._full_path(beside))
            raise
        finally:
            if not os.path.exists(self._full_path(beside)):
                self._unmark_for_gc(beside)
        # The transaction may yet be undone.
        self._mark_for_gc(fname)
        return fname

    def _unmark_for_gc(self, fname):
        """Take a file that is gone off Odoo's list: its collector would log a traceback for it."""
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(self._full_path("checklist"), fname))

    @staticmethod
    def _is_damaged(path, checksum):
        """Tell whether a file is not what its name, the checksum of its content, says."""
        try:
            with open(path, "rb") as kept:
                return hashlib.file_digest(kept, "sha1").hexdigest() != checksum
        except FileNotFoundError:
            return False
