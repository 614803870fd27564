from odoo.tests import BaseCase

from ..tools.compose import build_page_rule, split_papers

RULE = build_page_rule((210, 297), (40, 7, 20, 7))


def build_article(number, model="res.partner"):
    return f'<div class="article" data-oe-model="{model}" data-oe-id="{number}">A{number}</div>'


def build_reports(body, head="", attributes=""):
    source = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return split_papers(source, "res.partner", RULE)


class TestCompose(BaseCase):
    def test_each_article_becomes_a_paper_of_its_record(self):
        found = build_reports(build_article(3) + build_article(5))
        self.assertEqual([report.record_id for report in found], [3, 5])
        self.assertIn("A3", found[0].html)
        self.assertNotIn("A5", found[0].html)

    def test_header_and_footer_go_with_their_article(self):
        body = "".join(
            f'<div class="header">H{n}</div>{build_article(n)}<div class="footer">F{n}</div>' for n in (1, 2)
        )
        second = build_reports(body)[1].html
        self.assertIn("H2", second)
        self.assertIn("F2", second)
        self.assertNotIn("H1", second)

    def test_a_single_footer_serves_all_articles(self):
        for report in build_reports(build_article(1) + build_article(2) + '<div class="footer">same</div>'):
            self.assertIn("same", report.html)

    def test_the_running_parts_come_before_the_text(self):
        html = build_reports(build_article(1) + '<div class="footer">below</div>')[0].html
        self.assertLess(html.index("below"), html.index("A1"))

    def test_a_report_without_article_is_one_paper_of_no_record(self):
        [report] = build_reports("<p>plain</p> tail")
        self.assertIsNone(report.record_id)
        self.assertIn("plain", report.html)
        self.assertIn("tail", report.html)

    def test_an_article_of_another_model_has_no_record(self):
        self.assertIsNone(build_reports(build_article(1, "res.users"))[0].record_id)

    def test_scripts_frames_and_base_are_dropped(self):
        body = build_article(1) + "<script>alert(1)</script><iframe src='file:///etc/passwd'></iframe>"
        html = build_reports(body, head="<base href='http://evil.example/'/>")[0].html
        for word in ("alert", "iframe", "evil"):
            self.assertNotIn(word, html)

    def test_files_cannot_be_attached_to_the_pdf(self):
        html = build_reports(build_article(1), head="<link rel='attachment' href='/web/image/1'/>")[0].html
        self.assertNotIn("attachment", html)

    def test_the_paper_format_and_the_templates_own_margin(self):
        self.assertIn("size: 210mm 297mm; margin: 40mm 7mm 20mm 7mm", RULE)
        html = build_reports(build_article(1), attributes="data-report-margin-top='12'")[0].html
        self.assertIn("margin-top: 12mm", html)

    def test_a_margin_that_is_no_number_is_not_written_into_the_style(self):
        html = build_reports(build_article(1), attributes="data-report-margin-top='1}body{color:red'")[0].html
        self.assertNotIn("@page { margin-top", html)

    def test_control_characters_are_left_out(self):
        self.assertIn("<p>ab</p>", build_reports("<p>a\x01\u202eb</p>")[0].html)

    def test_long_words_get_places_to_break_and_lose_no_letter(self):
        word, family = "A" * 95, "\U0001f469\u200d\U0001f467" * 40
        body = f"<p>{word}</p><p><b>x</b>see {word} end</p><p>{family}</p><svg><text>{word}</text></svg>"
        [report] = build_reports(f'<div class="article">{body}</div>')
        piece = "A" * 20
        broken = "<wbr>".join([piece] * 4 + ["A" * 15])
        self.assertIn(f"<p>{broken}</p>", report.html)
        self.assertIn(f"<b>x</b>see {broken} end</p>", report.html)
        self.assertIn(f"<text>{word}</text>", report.html, "a drawing is left alone")
        self.assertNotRegex(report.html, "\u200d<wbr>|<wbr>\u200d", "what is one sign stays one")
        self.assertEqual(report.html.replace("<wbr>", "").count(family), 1)

    def test_language_and_direction_stay(self):
        source = f"<html lang='ar'><body dir='rtl' class='x'>{build_article(1)}</body></html>"
        [report] = split_papers(source.encode(), "res.partner", RULE)
        self.assertIn('lang="ar"', report.html)
        self.assertIn('dir="rtl"', report.html)
