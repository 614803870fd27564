"""Every paper of ours, really typeset, and its text read back as a reader would copy it."""

import base64
import io

import pypdf

from odoo.tools.safe_eval import safe_eval

from tests.golden.attempt import attempt_work
from tests.golden.roles import find_people, records_of_ours
from tests.golden.world import World

PERIOD_KINDS = {"Rekapitulasi Aduan": "recap", "Kartu Kinerja": "scorecard"}
# Papers of a dispatch that read otherwise while it is under way.
DRAFTED = ("Laporan Kejadian", "Surat Perintah Tugas")
# Who prints: the first of these whom the report is for.
PRINTERS = ("agency_head", "operator", "administrator")


def collect_texts(env, clock, only):
    """Return {file: text} of all papers, or of those whose name is in `only`."""
    cases = Cases(World(env, clock))
    made, roles = {}, find_people(env)
    for report in records_of_ours(env, "ir.actions.report").with_context(lang="id_ID"):
        if only is None or report.name in only:
            texts = [attempt_work(print_case, roles, report, *case) for case in cases.of(report)]
            made[f"{report.name}.txt"] = "\n".join(texts)
    if only is None or "Buku Register Aduan" in only:
        made["Buku Register Aduan.txt"] = attempt_work(lambda: "\n".join(cases.tables()))
    return made


def print_case(roles, report, case, record):
    """Return one paper's text below the name that its file gets."""
    held = next(roles[role] for role in PRINTERS if roles[role].user.all_group_ids & report.group_ids)
    # A paper that is named after its record's id: the id is the database's own.
    named = report.print_report_name.replace("object.id", "'ID'")
    with_user = report.with_env(held(context={**held.context, "force_report_rendering": True}))
    pdf = with_user._render_qweb_pdf(with_user, record.ids)[0]
    return f"== {case}, as {safe_eval(named, {'object': record})}.pdf\n{text_of(pdf)}"


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(f"-- page {number}\n{page.extract_text().strip()}\n" for number, page in enumerate(pages, 1))


class Cases:
    """What is printed: a complaint of each kind that the papers tell apart, and what belongs to it."""

    def __init__(self, world):
        self.world, self.env = world, world.env
        office = self.env["res.company"]._lalisa_office()
        office.write(
            {
                "lalisa_address": "Jalan Kantor 1",
                "lalisa_phone": "0526 000",
                "lalisa_signer_name": "Nama Kepala, S.Sos.",
                "lalisa_signer_rank": "Pembina",
                "lalisa_signer_nip": "19700101 199501 1 001",
            }
        )
        reporter = world.as_("operator", self.env["lalisa.reporter"]).create(
            {"name": "Siti Rahmah", "phone": "081234567890", "address": "Jalan Rumah 7"}
        )
        self.fresh = world.typed_in(reporter_id=reporter.id)
        world.carry(self.fresh, "check")
        self.draft = world.typed_in(confidentiality="secret", summary="Warung menjual minuman keras")
        world.carry(self.draft, "verify")
        self.ended = world.typed_in(summary="Sampah menumpuk di tepi sungai", location_confirmed=False)
        world.carry(self.ended, "check")
        agency = self.env["lalisa.agency"].search([], limit=1)
        world.move("operator", self.ended, "referred", agency_id=agency.id)
        self.ordered = world.typed_in(summary="Lapak menutup trotoar")
        world.carry(self.ordered, "resolve")
        self.told = world.typed_in()
        self.tell()

    def tell(self):
        """One complaint to its end, late and returned once, with all that the papers can show."""
        world, told = self.world, self.told
        world.carry(told, "verify")
        world.wait(minutes=40)
        world.to_field_check(told)
        world.move("kabid", told, "verify")
        world.carry(told, "dispatch")
        world.to_resolve(told)
        dispatch = told.dispatch_ids
        world.as_("kabid", dispatch).duty_order_number = "094/12/SPT"
        for field in ("photo_before_ids", "photo_after_ids"):
            world.photo("trc", dispatch, field)
        trc = world.as_("trc", dispatch)
        trc.write(
            {
                "sanction_id": self.env["lalisa.sanction"].search([], limit=1).id,
                "offender_ids": [(0, 0, {"name": "Amat bin Umar"})],
            }
        )
        world.to_report(told)
        world.carry(told, "delivery")
        told._close_with_proof("delivered")
        self.env.cr.flush()

    def of(self, report):
        """Return [(what it is, the record)] for a report."""
        model = report.model
        if model == "lalisa.complaint":
            if report.name != "Laporan Aduan":
                return [("to the end", self.told)]
            return [
                ("checked", self.fresh),
                ("a secret draft", self.draft),
                ("referred", self.ended),
                ("to the end", self.told),
            ]
        if model == "lalisa.dispatch":
            under_way = [("under way", self.ordered.dispatch_ids)] if report.name in DRAFTED else []
            return [*under_way, ("accepted", self.told.dispatch_ids)]
        if model == "lalisa.sop":
            return [(one.name, one) for one in self.env["lalisa.sop"].search([], order="kind, id")]
        if model == "lalisa.period.report":
            return [("a month", self.asked(PERIOD_KINDS[report.name]))]
        if model == "lalisa.poster":
            channel = self.world.channel("telegram")
            channel.telegram_username = "bot_uji"
            return [
                (
                    "of a market",
                    self.env["lalisa.poster"].create(
                        {
                            "name": "Pasar Paringin",
                            "place": "Pasar Paringin",
                            "code": "kodeuji",
                            "channel_id": channel.id,
                        }
                    ),
                )
            ]
        raise AssertionError(f"no record is known here for the paper {report.name} of {model}")

    def asked(self, kind, **values):
        return self.world.as_("kepala", self.env["lalisa.period.report"]).create(
            {"kind": kind, "date_from": "2031-03-15", **values}
        )

    def tables(self):
        """Yield what is drawn or written without a report: the register, and the tables to count with."""
        for kind, form in (("register", "pdf"), ("register", "csv"), ("recap", "csv")):
            paper = self.asked(kind, format=form)
            paper.action_make()
            content = base64.b64decode(paper.file)
            text = text_of(content) if form == "pdf" else content.decode("utf-8-sig")
            yield f"== {paper.file_name}\n{text}"
