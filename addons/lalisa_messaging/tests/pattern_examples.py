"""Texts that a pattern has begun to match: what makes it walk far before it gives up."""

import random

# The parser that `re` itself uses; it is the only one that reads every pattern of Python.
from re import _constants as kinds
from re import _parser as parser

# One character for each class of characters, and what to try for a class that excludes some.
OF_CLASS = {
    kinds.CATEGORY_DIGIT: "1",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_SPACE: "a",
    kinds.CATEGORY_NOT_WORD: ".",
}
OTHERS = "a1 .-(Zq/:"
REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


def examples(pattern, count=4, seed=7):
    """Beginnings of texts that match a pattern, the whole ones among them.

    :param pattern: a compiled pattern for text
    :param count: how many texts are made
    :return: a sorted list, the same at each call
    """
    chance = random.Random(seed)  # noqa: S311 - the same texts at each run
    tree = parser.parse(pattern.pattern, pattern.flags)
    whole = {_text(tree, chance) for _ in range(count)}
    return sorted({text[:end] for text in whole for end in {len(text) // 2, len(text) - 1, len(text)} if end > 0})


def _text(tree, chance):
    return "".join(_part(kind, value, chance) for kind, value in tree)


def _part(kind, value, chance):
    if kind in REPEATS:
        least, most, repeated = value
        times = chance.randint(least, min(most, least + 2))
        return "".join(_text(repeated, chance) for _ in range(times))
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.IN:
        return _one_of(value, chance)
    if kind is kinds.BRANCH:
        return _text(chance.choice(value[1]), chance)
    if kind is kinds.SUBPATTERN:
        return _text(value[-1], chance)
    if kind is kinds.ASSERT:
        return _text(value[1], chance)
    return "z" if kind in (kinds.ANY, kinds.NOT_LITERAL) else ""


def _one_of(choices, chance):
    if choices[0][0] is kinds.NEGATE:
        fitting = (one for one in OTHERS if not any(_holds(kind, value, one) for kind, value in choices[1:]))
        return next(fitting, "")
    kind, value = chance.choice(choices)
    if kind is kinds.CATEGORY:
        return OF_CLASS[value]
    return chr(value[0] if kind is kinds.RANGE else value)


def _holds(kind, value, one):
    if kind is kinds.RANGE:
        return value[0] <= ord(one) <= value[1]
    if kind is kinds.CATEGORY:
        return OF_CLASS[value] == one
    return chr(value) == one
