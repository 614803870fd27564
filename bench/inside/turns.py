"""Inside `odoo shell`: does one thing each time the bench asks for it, so that several sides take turns."""

import time
from collections.abc import Callable


def serve_turns(work: Callable[[], object]) -> None:
    """Answer every line that comes with the milliseconds and SQL queries of one `work()`."""
    with open(asked) as asks, open(told, "w") as answers:  # noqa: F821 - file descriptors of the bench
        for _line in asks:
            before, started = env.cr.sql_log_count, time.perf_counter()  # noqa: F821
            work()
            spent = (time.perf_counter() - started) * 1000
            answers.write(json.dumps([spent, env.cr.sql_log_count - before]) + "\n")  # noqa: F821
            answers.flush()
