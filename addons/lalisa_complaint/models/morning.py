import base64

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from .dashboard import HEADS
from .period import office_day


class LalisaMorning(models.Model):
    """What each Kepala is told at 07.30 WITA: one short message. A row is one morning of one person."""

    _name = "lalisa.morning"
    _description = "Morning summary"
    _order = "day desc, id desc"
    _rec_name = "day"
    _allow_sudo_commands = False

    day = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    body = fields.Text("Message", readonly=True)
    way = fields.Selection(
        [("channel", "Chat program"), ("mail", "Email"), ("screen", "Screen only")],
        "Sent by",
        readonly=True,
    )

    _once = models.Constraint("UNIQUE(day, user_id)", "This morning has been told already.")

    @api.model
    def _cron_send(self):
        """Tells every Kepala the morning, once a day: also after a killed run, and with several servers."""
        heads = self.env.ref(HEADS[0]).user_ids.filtered("active")
        for head in heads:
            self._claim(head)._send()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _claim(self, user):
        """:return: the row of this morning; empty where somebody has it already"""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO lalisa_morning (day, user_id, create_uid, create_date, write_uid, write_date)
                   VALUES (%(day)s, %(user)s, %(me)s, %(now)s, %(me)s, %(now)s)
                   ON CONFLICT DO NOTHING RETURNING id""",
                day=office_day(fields.Datetime.now()),
                user=user.id,
                me=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return self.browse(row[0] for row in rows)

    def _send(self):
        for morning in self:
            user = morning.user_id
            dashboard = self.env["lalisa.dashboard"].with_user(user).with_context(lang=user.lang)
            text = dashboard._morning_text()
            way = user._lalisa_send(dashboard.env._("La-Lisa this morning"), text)
            morning.write({"body": text, "way": way})


class LalisaDashboard(models.AbstractModel):
    _inherit = "lalisa.dashboard"

    def _morning_text(self):
        """The morning in one short message, with the same figures as the screen.

        :raises AccessError: the user is no head
        """
        self._check_head()
        _ = self.env._
        now = {one["label"]: one["count"] for one in self._now()["figures"]}
        yesterday = [one["count"] for one in self._yesterday()["figures"]]
        month = self._row_of(self._this_month())
        lines = [
            _("Good morning. %s.", self._local(fields.Datetime.now())),
            _("Waiting for you: %s.", self._waiting()["count"]),
            _("Late now: %s.", self._late_in_words() or "0"),
            _(
                "Yesterday: %(received)s in, %(finished)s finished, %(late)s steps late.",
                received=yesterday[0], finished=yesterday[1], late=yesterday[2],
            ),
            *(_("%(label)s: %(count)s.", label=label, count=count)
              for label, count in list(now.items())[1:]),
            _("This month: steps on time %(share)s; whole SOP %(minutes)s.",
              share=month[3]["text"], minutes=month[4]["text"]),
        ]  # fmt: skip
        return "\n".join(lines)

    def _late_in_words(self):
        """'2 (Verifikasi Aduan, Kasi/Kasubag; …)': how many, and of the longest three the step and who."""
        late = self._late()
        if not late:
            return ""
        worst = "; ".join(f"{step}, {who}" for _number, _minutes, step, who in late["rows"][:3])
        return f"{self._figure('', 'late_now')['count']} ({worst})"


class ResUsers(models.Model):
    _inherit = "res.users"

    def _lalisa_send(self, title, text, paper=None):
        """Sends a member of staff a message: by their own chat program, else by mail, and always to the screen.

        :param paper: (file name, bytes of a PDF) that goes with it
        :return: the way it went: 'channel', 'mail' or 'screen'
        """
        self.ensure_one()
        self._lalisa_notify(title, text)
        if self._lalisa_send_by_channel(text, paper):
            return "channel"
        return "mail" if self._lalisa_send_by_mail(title, text, paper) else "screen"

    def _lalisa_send_by_channel(self, text, paper):
        """A chat program of the user's own; an addon that links them sends it here.

        :return: whether it was queued, with the paper
        """
        return False

    def _lalisa_send_by_mail(self, title, text, paper):
        if not self.email:
            return False
        # Odoo's own queue sends it after the commit; the address is the user's own.
        self.env["mail.mail"].sudo().create(
            {
                "subject": title,
                "email_to": self.email_formatted,
                "body_html": plaintext2html(text),
                "attachment_ids": [
                    (0, 0, {"name": name, "datas": base64.b64encode(content), "mimetype": "application/pdf"})
                    for name, content in ([paper] if paper else [])
                ],
            }
        )
        return True
