"""What other processes of this machine do: do they live, which ports do they hold; ending them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .output import Problem


def is_alive(pid: int) -> bool:
    """Tell whether the process runs; one that ended and that nobody has reaped counts as gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _read_stat(pid)[1:2] != ["Z"]


def is_program(pid: int, program: str) -> bool:
    """Tell whether the live process `pid` is `program`: numbers are used again after a reboot."""
    return is_alive(pid) and _read_stat(pid)[:1] == [program]


def _read_stat(pid: int) -> list[str]:
    """Return [name, state] of a process, or [] when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return [text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2]]


def was_started_with(pid: int, argument: str) -> bool:
    """Tell whether the live process `pid` was started with this argument."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(argument) in words and is_alive(pid)


def works_in(pid: int, folder: Path) -> bool:
    """Tell whether the live process `pid` works in a folder, or was started with its name.

    A container may hide where a process of another user works; its command line is always seen.
    """
    with contextlib.suppress(OSError):
        if os.path.samefile(f"/proc/{pid}/cwd", folder):
            return is_alive(pid)
    return was_started_with(pid, str(folder))


def has_in_command_line(pid: int, text: str) -> bool:
    """Tell whether the command line of the live process `pid` holds a text: nginx writes its own anew."""
    try:
        return os.fsencode(text) in Path(f"/proc/{pid}/cmdline").read_bytes() and is_alive(pid)
    except OSError:
        return False


def listens_on(pid: int, port: int) -> bool:
    """Tell whether the process itself holds the listening socket of the port."""
    return port in {found for _address, found in find_listening_places(pid)}


def find_listening_places(pid: int) -> set[tuple[str, int]]:
    """Return {(address, port)} that a process listens on; addresses as the kernel writes them."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    held = _find_open_files(pid)
    places = [row[1].split(":") for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in held]
    return {(address, int(port, 16)) for address, port in places}


def _find_open_files(pid: int) -> set[str]:
    """Return what the open files of a process are."""
    held = set()
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                held.add(os.readlink(entry))
    except OSError:
        return set()
    return held


def compute_patience() -> float:
    """Say how much longer than on a calm machine a test waits before it gives up.

    :return: 1.0 or more: how many processes want each processor
    """
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def find_free_port(first: int) -> int:
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, min(first + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise Problem(f"No port from {first} on is free: choose another one with --port.")


def end_group(pid: int, child: subprocess.Popen | None = None, patience: float = 20) -> None:
    """Ask a process group to stop, and kill it when it does not.

    :param child: its Popen, when it is our own child and has to be reaped
    """
    for sign, seconds in ((signal.SIGINT, patience), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if not is_alive(pid):
            break
        os.killpg(pid, sign)
        _await_end(pid, child, seconds)
    if child:
        child.wait()


def _await_end(pid: int, child: subprocess.Popen | None, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        if child:
            child.poll()
        time.sleep(0.05)


def run_in_foreground(command: Sequence[str | Path], **options: Any) -> int:
    """Run a program that the person at the terminal talks to: Ctrl-C is for it, not for us.

    :return: its exit code
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        started = subprocess.Popen(command, preexec_fn=_restore_interrupt, **options)
        return started.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _restore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
