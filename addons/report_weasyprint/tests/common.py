import io

import pypdf

from odoo.tests import TransactionCase

TEMPLATE = """
<t t-name="{key}">
  <t t-call="report_weasyprint.paper">
    <t t-set="title">Sheet</t>
    <div t-foreach="docs" t-as="doc" class="article"
         t-att-data-oe-model="doc._name" t-att-data-oe-id="doc.id">
      <div class="header">Above <t t-out="doc.name"/></div>
      <div class="footer">sheet <span class="page"/> of <span class="topage"/></div>
      <h1>Partner <t t-out="doc.name"/></h1>
      <p t-out="doc.ref"/>
      {extra}
    </div>
  </t>
</t>
"""


def read_pages(pdf):
    """Return the text of each page, as a reader would copy it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def read_text(pdf):
    return "\n".join(read_pages(pdf))


class PrintCase(TransactionCase):
    """Two partners and a report on them that chose the engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.env["res.partner"].create(
            [{"name": "Paringin", "ref": "R-1"}, {"name": "Batumandi", "ref": "R-2"}]
        )
        cls.report = cls.make_report("sheet")

    @classmethod
    def make_report(cls, name, arch=TEMPLATE, extra="", **values):
        key = f"report_weasyprint.test_{name}"
        view = cls.env["ir.ui.view"].create(
            {"name": name, "key": key, "type": "qweb", "arch": arch.format(key=key, extra=extra)}
        )
        cls.env["ir.model.data"].create(
            {"module": "report_weasyprint", "name": f"test_{name}", "model": "ir.ui.view", "res_id": view.id}
        )
        return cls.env["ir.actions.report"].create(
            {"name": name, "model": "res.partner", "report_name": key, "engine": "weasyprint", **values}
        )

    def print(self, records, report=None, data=None, **context):
        """Print as the Print menu does and return the PDF; tests get HTML without the context key."""
        report = (report or self.report).with_context(force_report_rendering=True, **context)
        return report._render_qweb_pdf(report, records.ids, data=data)[0]
