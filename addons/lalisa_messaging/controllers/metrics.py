from odoo import http
from odoo.http import request

from .health import Health

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(http.Controller):
    @http.route("/lalisa/metrics", type="http", auth="public", methods=["GET"], save_session=False, readonly=True)
    def show_metrics(self):
        """Return the figures of the health check in Prometheus' text format, for whoever may see its details."""
        if not Health._may_see_details():
            return request.make_response("", status=403)
        # A monitor is no user: the token is its right to these numbers, which speak of no person.
        figures = request.env["lalisa.channel"].sudo()._get_health()
        alarm_sudo = request.env["lalisa.alarm"].sudo()
        lines = [
            *_format_queues(figures),
            *_format_machine(alarm_sudo._measure_machine()),
            *_format_channels(figures["channels"]),
            *_format_alarms(alarm_sudo._list_codes(), alarm_sudo._get_holding()),
        ]
        return request.make_response("\n".join(lines) + "\n", headers=[("Content-Type", TEXT)])


def _format_gauge(name, text, samples):
    """Return one metric: its two lines of description, then a line for each sample."""
    return [f"# HELP {name} {text}", f"# TYPE {name} gauge", *(f"{name}{labels} {value}" for labels, value in samples)]


def _format_queues(figures):
    queues = ("inbox", "outbox")
    return [
        *_format_gauge(
            "lalisa_queue_depth",
            "What waits to be handled or sent.",
            [(_format_labels(queue=queue), figures[queue]["depth"]) for queue in queues],
        ),
        *_format_gauge(
            "lalisa_queue_oldest_seconds",
            "How long the oldest of it has waited.",
            [(_format_labels(queue=queue), figures[queue]["oldest_seconds"]) for queue in queues],
        ),
        *_format_gauge("lalisa_dead_events", "Incoming events that failed for good.", [("", figures["dead_events"])]),
    ]


def _format_machine(machine):
    known = {name: value for name, value in machine.items() if value is not None}
    return [
        line
        for name, value in known.items()
        for line in _format_gauge(f"lalisa_{name}", "Of the server.", [("", value)])
    ]


def _format_channels(channels):
    return _format_gauge(
        "lalisa_channel_active",
        "1 while a channel sends, 0 while it is paused or not yet set up.",
        [(_format_labels(channel=channel["name"]), int(channel["state"] == "active")) for channel in channels],
    )


def _format_alarms(codes, holding):
    return _format_gauge(
        "lalisa_alarm",
        "1 while an alarm holds; see docs/operations.md.",
        [(_format_labels(alarm=code), int(code in holding)) for code in codes],
    )


def _format_labels(**labels):
    """Label values as the format wants them, whatever somebody named a channel."""
    escaped = {
        name: value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") for name, value in labels.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"
