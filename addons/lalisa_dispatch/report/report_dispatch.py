from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian, long_date, long_time

from .wording import OUTCOMES

PHOTOS = {"before": "Sebelum penanganan", "after": "Sesudah penanganan"}


class ReportDispatch(models.AbstractModel):
    """What all papers of a dispatch share. A dispatch knows nothing of the reporter, so they
    are the same for every role that may read it; the team prints its own only."""

    _name = "lalisa.report.dispatch"
    _description = "Papers of a dispatch"

    def _get_values(self, docids, title):
        """Return the values of a paper.

        :raises AccessError: the printing user may not read one of the dispatches
        """
        dispatches = in_indonesian(self.env["lalisa.dispatch"].browse(docids))
        dispatches.check_access("read")
        return {
            "docs": dispatches,
            "title": f"{title} {', '.join(dispatches.mapped('number'))}",
            "sheets": [self._seal_sheet(dispatch, title) for dispatch in dispatches],
            "stylesheets": ["/lalisa_complaint/static/src/print/report.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _list_people(self, dispatch):
        """Return list of (name, duty); the leader first."""
        members = dispatch.member_ids - dispatch.leader_id
        return [(dispatch.leader_id.name, "Komandan Regu")] + [(member.name, "Anggota") for member in members]

    def _get_place_text(self, dispatch):
        parts = [dispatch.place_text]
        if dispatch.district_id:
            parts.append(f"Kecamatan {dispatch.district_id.name}")
        return ", ".join(filter(None, parts)) or "Belum dikonfirmasi oleh operator"


class ReportInside(models.AbstractModel):
    """Base of the papers of a dispatch that stay in the office or with the team."""

    _name = "lalisa.report.inside"
    _inherit = ["lalisa.report.dispatch"]
    _description = "Papers for the office"

    def _seal_sheet(self, dispatch, title):
        sheet = self._build_sheet(dispatch)
        plain = {name: value for name, value in sheet.items() if name not in ("dispatch", "company")}
        words = [dispatch[name] or "" for name in ("brief", "findings", "actions_taken", "duty_order_number")]
        short = "".join(word[0] for word in title.split())
        seal = self.env["lalisa.report.seal"]._make_seal(f"{short} {dispatch.number} {dispatch.id}", [plain, words])
        return sheet | {"seal": seal}

    def _order_sheet(self, dispatch):
        # The team may not read the case: of it only what is no secret to them, its SOP and its office.
        complaint_sudo = dispatch.complaint_id.sudo()
        return {
            "dispatch": dispatch,
            "company": complaint_sudo.company_id.sudo(False),
            "secret": dispatch.category_id.covert or complaint_sudo.sop_id.kind == "member",
            "basis": self._get_basis(dispatch, complaint_sudo.sop_id),
            "people": self._list_people(dispatch),
            "place": self._get_place_text(dispatch),
        }

    def _get_basis(self, dispatch, sop):
        laws = [line.strip() for line in (sop.official_legal_basis or "").splitlines()]
        return [
            *filter(None, laws),
            f"Standar Operasional Prosedur {sop.official_name or sop.name}, nomor {sop.number}.",
            f"Laporan Aduan nomor {dispatch.number}.",
        ]


class ReportDutyOrder(models.AbstractModel):
    """Surat Perintah Tugas TRC: the order of SOP step 5, for a wet signature."""

    _name = "report.lalisa_dispatch.report_duty_order"
    _inherit = ["lalisa.report.inside"]
    _description = "Surat Perintah Tugas"

    def _get_report_values(self, docids, data=None):
        return self._get_values(docids, "Surat Perintah Tugas")

    def _build_sheet(self, dispatch):
        equipment = [
            line.name if line.state == "ready" else f"{line.name} (tidak diperlukan: {line.reason or '-'})"
            for line in dispatch.equipment_ids
        ]
        return self._order_sheet(dispatch) | {
            "ordered": long_time(dispatch.ordered_at),
            "ordered_on": long_date(dispatch.ordered_at),
            "equipment": "; ".join(equipment),
        }


class ReportIncident(models.AbstractModel):
    """Laporan Kejadian: the team's report of SOP step 6, with its photos before and after."""

    _name = "report.lalisa_dispatch.report_incident"
    _inherit = ["lalisa.report.inside"]
    _description = "Laporan Kejadian"

    def _get_report_values(self, docids, data=None):
        return self._get_values(docids, "Laporan Kejadian")

    def _build_sheet(self, dispatch):
        return self._order_sheet(dispatch) | {
            "draft": dispatch.state not in ("reported", "accepted"),
            "times": self._list_times(dispatch),
            "outcome": OUTCOMES.get(dispatch.outcome) or "Belum dilaporkan",
            "photos": [
                {"title": title, "photos": photos}
                for moment, title in PHOTOS.items()
                if (photos := self._list_photos(dispatch, moment))
            ],
        }

    def _list_photos(self, dispatch, moment):
        """Return the pictures with what they say of themselves; their flags stay on the screen: they prove nothing."""
        noted = {one.attachment_id: one for one in dispatch.evidence_ids if one.moment == moment}
        nothing = dispatch.evidence_ids.browse()
        return [
            {
                "id": photo.id,
                "taken": long_time(taken) if (taken := noted.get(photo, nothing).taken_at) else "tidak tercatat",
                "sha256": noted.get(photo, nothing).sha256,
            }
            for photo in dispatch[f"photo_{moment}_ids"].filtered(_is_picture)
        ]

    def _list_times(self, dispatch):
        moments = (
            ("Diperintahkan", dispatch.ordered_at),
            ("Berangkat", dispatch.departed_at),
            ("Tiba di lokasi", dispatch.arrived_at),
            ("Tindakan pertama", dispatch.acted_at),
            ("Laporan TRC", dispatch.reported_at),
            ("Laporan diterima", dispatch.accepted_at),
        )
        return [(label, long_time(moment)) for label, moment in moments if moment]


def _is_picture(attachment):
    return (attachment.mimetype or "").startswith("image/") and attachment.type == "binary"
