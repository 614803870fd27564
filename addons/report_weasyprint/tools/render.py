"""HTML -> PDF, in a child process when it is long.

WeasyPrint holds Python's lock while it works, so a long print would stop every other request of
this worker, and its memory is not given back. The child has no database: it asks the parent for
each resource over a pipe.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from .fetch import Refused
from .typeset import EngineMissing, write_pdf

CHILD = os.path.join(os.path.dirname(__file__), "render_child.py")


@dataclass(frozen=True)
class Limits:
    """inline_chars: longer prints get a process of their own; that one may use `seconds` of wall
    clock and `megabytes` of address space."""

    inline_chars: int = 150_000
    seconds: float = 100.0
    megabytes: int = 2048


class PrintFailed(Exception):
    """:param reason: package_missing, library_missing, engine_missing, too_long, too_large or failed
    :param detail: the name of what is missing, or what was said"""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def render_pdfs(
    documents: list[str], base_url: str, read: Callable[[str], tuple[bytes, str]], limits: Limits
) -> list[bytes]:
    """Print HTML documents as PDFs, long ones in a process of their own.

    :param documents: HTML documents, each printed on pages of its own
    :param read: see `typeset.write_pdf`
    :return: list of PDF bytes, in the same order
    :raises PrintFailed:"""
    if sum(map(len, documents)) > limits.inline_chars:
        return _render_in_child(documents, base_url, read, limits)
    try:
        return [write_pdf(document, base_url, read) for document in documents]
    except EngineMissing as error:
        raise PrintFailed(error.reason, error.detail) from error
    except OSError as error:
        raise PrintFailed("failed", str(error)) from error
    except RecursionError as error:
        raise PrintFailed("too_large") from error


def _render_in_child(
    documents: list[str], base_url: str, read: Callable[[str], tuple[bytes, str]], limits: Limits
) -> list[bytes]:
    ours, theirs = Pipe()
    command = [sys.executable, CHILD, str(theirs.fileno()), str(limits.megabytes)]
    with subprocess.Popen(
        command,
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        theirs.close()
        try:
            return _serve_child(ours, documents, base_url, read, limits.seconds)
        finally:
            child.kill()
            ours.close()


def _serve_child(
    pipe: Connection, documents: list[str], base_url: str, read: Callable[[str], tuple[bytes, str]], seconds: float
) -> list[bytes]:
    """Answer the child's messages: F address (answered), P pdf, E reason and, on a line of its own, the detail."""
    deadline = time.monotonic() + seconds
    pdfs = []
    try:
        pipe.send_bytes(json.dumps({"documents": documents, "base_url": base_url}).encode())
        while len(pdfs) < len(documents):
            if not pipe.poll(max(0, deadline - time.monotonic())):
                raise PrintFailed("too_long")
            message = pipe.recv_bytes()
            kind, content = message[:1], message[1:]
            if kind == b"F":
                _answer_child(pipe, read, content.decode())
            elif kind == b"P":
                pdfs.append(content)
            else:
                raise PrintFailed(*content.decode().split("\n", 1))
    except (EOFError, OSError) as error:
        # The child died: the kernel or a C library ended it at its memory limit.
        raise PrintFailed("too_large") from error
    return pdfs


def _answer_child(pipe: Connection, read: Callable[[str], tuple[bytes, str]], url: str) -> None:
    try:
        content, mimetype = read(url)
    except Refused:
        pipe.send_bytes(b"")
        return
    pipe.send_bytes(mimetype.encode() + b"\n" + content)
