"""The child process of a long print: no Odoo, no database, limited memory.

Called by render.py as `python render_child.py PIPE MEGABYTES`.
"""

import json
import resource
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from typeset import EngineMissing, write_pdf  # its own folder is first on the path


def main(descriptor: int, megabytes: int) -> None:
    _limit_memory(megabytes)
    pipe = Connection(descriptor)
    order = json.loads(pipe.recv_bytes())
    try:
        for document in order["documents"]:
            pipe.send_bytes(b"P" + write_pdf(document, order["base_url"], _build_reader(pipe)))
    except (MemoryError, RecursionError):
        pipe.send_bytes(b"Etoo_large")
    except EngineMissing as error:
        pipe.send_bytes(f"E{error.reason}\n{error.detail}".encode())
    except Exception as error:  # the parent names the failure; a trace here would reach nobody
        pipe.send_bytes(f"Efailed\n{error}".encode())


def _limit_memory(megabytes: int) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1024 * 1024
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _build_reader(pipe: Connection) -> Callable[[str], tuple[bytes, str]]:
    def read_address(url: str) -> tuple[bytes, str]:
        pipe.send_bytes(b"F" + url.encode())
        answer = pipe.recv_bytes()
        if not answer:
            raise ValueError("refused")
        mimetype, content = answer.split(b"\n", 1)
        return content, mimetype.decode()

    return read_address


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
