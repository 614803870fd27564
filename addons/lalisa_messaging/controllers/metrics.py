from odoo import http
from odoo.http import request

from .health import Health

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(http.Controller):
    @http.route("/lalisa/metrics", type="http", auth="public", methods=["GET"], save_session=False, readonly=True)
    def metrics(self):
        """The figures of the health check in Prometheus' text format, for whoever may see its details."""
        if not Health._may_see_details():
            return request.make_response("", status=403)
        # A monitor is no user: the token is its right to these numbers, which speak of no person.
        figures = request.env["lalisa.channel"].sudo()._get_health()
        alarm_sudo = request.env["lalisa.alarm"].sudo()
        lines = [
            *_queues(figures),
            *_machine(alarm_sudo._machine()),
            *_channels(figures["channels"]),
            *_alarms(alarm_sudo._codes(), alarm_sudo._holding()),
        ]
        return request.make_response("\n".join(lines) + "\n", headers=[("Content-Type", TEXT)])


def _gauge(name, text, samples):
    """One metric: its two lines of description, then a line for each sample."""
    return [f"# HELP {name} {text}", f"# TYPE {name} gauge", *(f"{name}{labels} {value}" for labels, value in samples)]


def _queues(figures):
    queues = ("inbox", "outbox")
    return [
        *_gauge(
            "lalisa_queue_depth",
            "What waits to be handled or sent.",
            [(_labels(queue=queue), figures[queue]["depth"]) for queue in queues],
        ),
        *_gauge(
            "lalisa_queue_oldest_seconds",
            "How long the oldest of it has waited.",
            [(_labels(queue=queue), figures[queue]["oldest_seconds"]) for queue in queues],
        ),
        *_gauge("lalisa_dead_events", "Incoming events that failed for good.", [("", figures["dead_events"])]),
    ]


def _machine(machine):
    known = {name: value for name, value in machine.items() if value is not None}
    return [line for name, value in known.items() for line in _gauge(f"lalisa_{name}", "Of the server.", [("", value)])]


def _channels(channels):
    return _gauge(
        "lalisa_channel_active",
        "1 while a channel sends, 0 while it is paused or not yet set up.",
        [(_labels(channel=channel["name"]), int(channel["state"] == "active")) for channel in channels],
    )


def _alarms(codes, holding):
    return _gauge(
        "lalisa_alarm",
        "1 while an alarm holds; see docs/operations.md.",
        [(_labels(alarm=code), int(code in holding)) for code in codes],
    )


def _labels(**labels):
    """Label values as the format wants them, whatever somebody named a channel."""
    escaped = {
        name: value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") for name, value in labels.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"
