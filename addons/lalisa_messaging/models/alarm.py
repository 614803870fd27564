import shutil
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config, plaintext2html

LAST_BACKUP = "lalisa.backup.last_at"
# What a system parameter of the same name (`lalisa.alarm.<name>`) changes.
LIMITS = {"queue_minutes": 10, "disk_percent": 10, "backup_hours": 26, "quiet_hours": 24, "token_days": 7}
# Nothing is sent or heard: whoever does not look at the screen is told as well.
MAILED = frozenset({"channel_paused", "token", "quiet_channel", "channel_key"})


class MailActivity(models.Model):
    _inherit = "mail.activity"

    lalisa_alarm = fields.Char(readonly=True, index="btree_not_null", help="The alarm that this activity stands for.")


class LalisaAlarm(models.AbstractModel):
    """Tells the administrators what would otherwise be found out too late: one activity an alarm and person.

    An alarm is raised once, and taken back when its cause is gone. What each means: docs/operations.md.
    Another addon adds an alarm by adding to `_list_codes`, `_get_holding` and `_describe_alarms`.
    """

    _name = "lalisa.alarm"
    _description = "Alarms for the administrator"

    @api.model
    def _cron_check(self):
        """Raise what holds and take back what does not."""
        holding = self._get_holding()
        # The scheduled job tells every administrator, whoever may read whose activities.
        raised_sudo = self.env["mail.activity"].sudo().search([("lalisa_alarm", "!=", False)])
        raised_sudo.filtered(lambda one: one.lalisa_alarm not in holding).unlink()
        for code, subject in holding.items():
            told_sudo = raised_sudo.exists().filtered(lambda one, code=code: one.lalisa_alarm == code).user_id
            for user in self._get_administrators() - told_sudo:
                self._raise_alarm(code, subject, user)

    @api.model
    def _list_codes(self):
        """Return every alarm that there is."""
        return ["queue_age", "dead_events", "disk", "backup", "channel_key", "channel_paused", "token", "quiet_channel"]

    @api.model
    def _get_holding(self):
        """Return the alarms that hold now: {code: what it is about, possibly empty}."""
        figures, machine = self.env["lalisa.channel"].sudo()._get_health(), self._measure_machine()
        oldest = max(figures["inbox"]["oldest_seconds"], figures["outbox"]["oldest_seconds"])
        age = machine["backup_age_seconds"]
        found = {
            "queue_age": oldest > 60 * self._get_limit("queue_minutes"),
            "dead_events": bool(figures["dead_events"]),
            "disk": machine["disk_free_bytes"] < machine["disk_bytes"] * self._get_limit("disk_percent") / 100,
            "backup": age is None or age > 3600 * self._get_limit("backup_hours"),
            "channel_key": figures["channel_key"] != "ok",
        }
        return {**{code: "" for code, holds in found.items() if holds}, **self._of_channels()}

    def _of_channels(self):
        """Return the alarms about single channels, with the channels' names."""
        # The alarm speaks for the machine; the names go to the channels' own administrators.
        channels_sudo = self.env["lalisa.channel"].sudo().search([("by_hand", "=", False)])
        soon = fields.Datetime.now() + timedelta(days=self._get_limit("token_days"))
        found = {
            "channel_paused": channels_sudo.filtered(lambda one: one.state == "paused"),
            "token": channels_sudo.filtered(
                lambda one: one.token_refused or (one.token_expires_at and one.token_expires_at < soon)
            ),
            "quiet_channel": channels_sudo.filtered(lambda one: one.state == "active" and self._is_quiet(one)),
        }
        return {code: ", ".join(channels.mapped("name")) for code, channels in found.items() if channels}

    def _is_quiet(self, channel):
        last = channel.last_inbound_at or channel.create_date
        return self._open_hours(last, fields.Datetime.now()) > self._get_limit("quiet_hours")

    @api.model
    def _open_hours(self, start, end):
        """Hours between two moments in which people may be expected to write.

        :param start: naive UTC datetime, as `end`
        """
        return (end - start) / timedelta(hours=1)

    @api.model
    def _describe_alarms(self):
        """Return {code: (title, what to do)} of every alarm, in the language of the environment."""
        return {
            "queue_age": (
                self.env._("Messages are waiting too long"),
                self.env._(
                    "Look at Messages > Channels: is one paused? Else the scheduled jobs stand still: "
                    "restart the service."
                ),
            ),
            "dead_events": (
                self.env._("Incoming messages could not be handled"),
                self.env._("Open Messages > Events, filter what is dead, read the reason, and retry."),
            ),
            "disk": (
                self.env._("The disk is nearly full"),
                self.env._("Free space on the server or enlarge its disk: without space no message is taken in."),
            ),
            "backup": (
                self.env._("The last backup is too old"),
                self.env._("Run the backup now and find out why the nightly one did not run."),
            ),
            "channel_key": (
                self.env._("The channels' secrets cannot be read"),
                self.env._(
                    "No message is sent or taken in. Put the key file back on the server, readable by Odoo's"
                    " own user (docs/operations.md), or enter the channels' tokens again."
                ),
            ),
            "channel_paused": (
                self.env._("A channel sends nothing"),
                self.env._(
                    "Open the channel, read why it is paused, mend it, and activate it: what was queued "
                    "meanwhile goes out."
                ),
            ),
            "token": (
                self.env._("A channel's token is refused or ends soon"),
                self.env._("Make a new token at the provider and enter it at the channel before the old one ends."),
            ),
            "quiet_channel": (
                self.env._("Nobody writes through a channel any more"),
                self.env._(
                    "Write to the office yourself. If nothing arrives, the webhook or the proxy is broken: "
                    "test the connection at the channel."
                ),
            ),
        }

    @api.model
    def _measure_machine(self):
        """Disk and backups, as numbers: free and whole bytes; the last backup's age, None when it never was."""
        disk = shutil.disk_usage(config["data_dir"])
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # two of the machine's own marks
        # A database that is not a day old need not have a backup yet.
        last = parameters_sudo.get_param(LAST_BACKUP) or parameters_sudo.get_param("database.create_date")
        moment = last and fields.Datetime.to_datetime(last[:19])
        return {
            "disk_bytes": disk.total,
            "disk_free_bytes": disk.free,
            "backup_age_seconds": (fields.Datetime.now() - moment) // timedelta(seconds=1) if moment else None,
        }

    def _get_limit(self, name):
        # A threshold is no secret, and the scheduled job needs it.
        given = self.env["ir.config_parameter"].sudo().get_param(f"lalisa.alarm.{name}")
        return float(given or LIMITS[name])

    def _get_administrators(self):
        # Who is told does not depend on who may read which users.
        return self.env.ref("lalisa_messaging.group_manager").sudo().all_user_ids.filtered("active")

    def _raise_alarm(self, code, subject, user):
        title, advice = self.with_context(lang=user.lang)._describe_alarms()[code]
        summary = f"{title}: {subject}" if subject else title
        if code in MAILED and user.email:
            # Queued only: an office may have no mail server, and the alarm must not fail for it.
            self.env["mail.mail"].sudo().create(
                {
                    "subject": f"La-Lisa: {summary}",
                    "body_html": plaintext2html(advice),
                    "email_to": user.email_formatted,
                    "auto_delete": True,
                }
            )
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            {
                "user_id": user.id,
                "summary": summary,
                "note": advice,
                "lalisa_alarm": code,
                "activity_type_id": self.env.ref("mail.mail_activity_data_warning").id,
            }
        )
