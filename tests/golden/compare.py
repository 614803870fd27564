"""Tell the difference between the stored texts and those that the code makes now."""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """A difference that is meant.

    :param file: path below `stored`
    :param old: whole lines as they are stored; a line that is only added is named with the line before it
    :param new: the lines that stand there now; empty where they are gone
    :param reason: why it is meant, in a sentence
    :param times: how often the old lines stand in the file
    """

    file: str
    old: str
    new: str
    reason: str
    times: int = 1


def find_differences(stored, made, allowed=()):
    """Return what differs beyond what is allowed, and what is allowed but does not occur; both for people to read.

    :param stored: {name: text}
    :param made: {name: text}
    :param allowed: `Allowed` differences of these files; each must have come about exactly as it says
    :return: list of texts, empty where all is as it was
    """
    told = []
    for name in sorted({*stored, *made}):
        before = stored.get(name, "")
        for one in allowed:
            if one.file == name:
                found = _count_lines(before, one.old)
                if found != one.times:
                    told.append(f"{name}: allowed {one.times} times, stands there {found} times:\n{one.old}")
                before = _replace_lines(before, one.old, one.new)
        told += _compare_texts(name, before, made.get(name, ""))
    known = {*stored, *made}
    told += [f"{one.file}: no such file, yet a difference is allowed in it" for one in allowed if one.file not in known]
    return told


def _compare_texts(name, before, after):
    lines = list(
        difflib.unified_diff(
            before.splitlines(),
            after.splitlines(),
            f"stored/{name}",
            f"{name} as it is now",
            lineterm="",
        )
    )
    return ["\n".join(lines)] if lines else []


def _count_lines(text, lines):
    return f"\n{text}".replace("\n", "\n\n").count(_frame_lines(lines))


def _replace_lines(text, old, new):
    doubled = f"\n{text}".replace("\n", "\n\n")
    return doubled.replace(_frame_lines(old), _frame_lines(new) if new else "").replace("\n\n", "\n")[1:]


def _frame_lines(lines):
    """Return lines with an end on both sides, so that none of them is the half of another."""
    return "\n" + lines.strip("\n").replace("\n", "\n\n") + "\n"
