"""What other processes of this machine do: do they live, which ports do they hold; ending them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from .output import Problem


def alive(pid):
    """True while the process runs; one that ended and that nobody has reaped counts as gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _stat(pid)[1:2] != ["Z"]


def named(pid, program):
    """True when the live process `pid` is `program`: numbers are used again after a reboot."""
    return alive(pid) and _stat(pid)[:1] == [program]


def _stat(pid):
    """[name, state] of a process, or [] when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return [text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2]]


def runs_with(pid, argument):
    """True when the live process `pid` was started with this argument."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(argument) in words and alive(pid)


def works_in(pid, folder):
    """Tell whether the live process `pid` works in a folder, or was started with its name.

    A container may hide where a process of another user works; its command line is always seen.
    """
    with contextlib.suppress(OSError):
        if os.path.samefile(f"/proc/{pid}/cwd", folder):
            return alive(pid)
    return runs_with(pid, str(folder))


def mentions(pid, text):
    """Tell whether the command line of the live process `pid` holds a text: nginx writes its own anew."""
    try:
        return os.fsencode(text) in Path(f"/proc/{pid}/cmdline").read_bytes() and alive(pid)
    except OSError:
        return False


def listens(pid, port):
    """True when the process itself holds the listening socket of the port."""
    return port in {found for _address, found in listening(pid)}


def listening(pid):
    """{(address, port)} that a process listens on; addresses as the kernel writes them."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    held = _held(pid)
    places = [row[1].split(":") for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in held]
    return {(address, int(port, 16)) for address, port in places}


def _held(pid):
    """What the open files of a process are."""
    held = set()
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                held.add(os.readlink(entry))
    except OSError:
        return set()
    return held


def patience():
    """Say how much longer than on a calm machine a test waits before it gives up.

    :return: 1.0 or more: how many processes want each processor
    """
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def free_port(first):
    """The first port from `first` on that nobody listens on."""
    for port in range(first, min(first + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise Problem(f"No port from {first} on is free: choose another one with --port.")


def end(pid, child=None, patience=20):
    """Asks a process group to stop, and ends it hard when it does not.

    :param child: its Popen, when it is our own child and has to be reaped
    """
    for sign, seconds in ((signal.SIGINT, patience), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if not alive(pid):
            break
        os.killpg(pid, sign)
        _await_end(pid, child, seconds)
    if child:
        child.wait()


def _await_end(pid, child, seconds):
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        if child:
            child.poll()
        time.sleep(0.05)


def foreground(command, **options):
    """Runs a program that the person at the terminal talks to: Ctrl-C is for it, not for us.

    :return: its exit code
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        started = subprocess.Popen(command, preexec_fn=_default_interrupt, **options)
        return started.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _default_interrupt():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
