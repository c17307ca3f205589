# ruff: noqa: E501 (a line is an entry)
"""Words around generated questions, and how authors name and describe functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from mrkl_core.values import SlotType
from mrkl_router.training.function_values import choices, units_of

#: Signs in wordings that stand for one of several beginnings; a noun phrase follows each.
MACROS: Mapping[str, list[str]] = {
    "@calc": "Calculate|Compute|Find|Work out|Determine|What is|What's|Figure out|Give me|Tell me|What would be|I need".split("|"),
    "@get": "Get|Show me|Find|Look up|Fetch|Give me|Tell me|What is|Retrieve|Check|I need|Pull up".split("|"),
    "@list": "Find me|Show me|List|Search for|Look for|I'm looking for|Get me|Find|I want|Suggest|Give me".split("|"),
    "@book": "Book|Reserve|I'd like to book|I want to reserve|Make a booking for|Get me|I need".split("|"),
    "@make": "Create|Make|Set up|Add|Generate|Put together".split("|"),
}  # fmt: skip
_QUESTION_WORDS = set(
    "what what's how who who's which when when's where where's is are do does did can could will would should was were has have".split()
)
_STATEMENTS = set(
    "i i'm i'd i've if for given my we we're our there the a an suppose with two something sales in at gcd player".split()
)
_POLITE = "Please |Could you |Can you |Could you please |Can you help me |I need you to |I'd like you to |Would you |I want to |Help me |Let's |Hi, please |Now |Kindly |Go ahead and |Try to ".split(
    "|"
)
_OPENINGS = "Hey, |Hi! |Quick question: |Hello, |Okay, |So |Just curious, |By the way, |Tell me, |One more thing: |Sorry, ".split(
    "|"
)
_ENDINGS = (
    ", please| please| for me| for me, please| thanks| if possible| right now| quickly".split("|")
)
_CONTEXT = {
    "calc": "I'm checking my homework.|I have a test tomorrow.|My teacher gave us this problem.|I'm stuck on exercise 7.|This is for my lab report.|I am writing a small program.|We covered this in chapter 12.|I'm helping my son with his homework.",
    "money": "I'm planning my budget.|My accountant asked me.|I turned 35 last month.|I just opened an account at the bank.|We are comparing a few offers.|I want to be careful with my savings.|I got a raise last week.",
    "lookup": "I'm preparing a presentation.|A friend asked me yesterday.|I'm doing some research.|I read something about it this morning.|I have 10 minutes before my meeting.|It's for a school project.|My boss needs it today.|I was wondering about something.",
    "action": "I'm on my way home.|I'm traveling with two friends.|It's our anniversary soon.|We just landed.|I have a busy week.|My phone is almost dead.|I always forget these things.|The kids are already excited.",
}  # fmt: skip
#: The kind of talk that fits a domain; all others are looked up.
GROUPS = {
    "geometry": "calc", "algebra": "calc", "statistics": "calc", "physics": "calc", "chemistry": "calc",
    "calculus": "calc", "numbers": "calc", "finance": "money", "tax": "money", "investing": "money",
    "travel": "action", "hotels": "action", "messages": "action", "schedules": "action", "home": "action",
    "restaurants": "action", "files": "action", "sums": "calc", "outings": "action", "doing": "action",
}  # fmt: skip
_NEGATIONS = "Don't |Do not |Please don't |Never |There is no need to |You don't have to |Stop, don't |I don't want you to ".split(
    "|"
)

_AFTERTHOUGHTS = (
    "Set {name} to {gap}.", "Set the {name} to {gap}.", "Also, {name}: {gap}.",
    "Use {gap} as the {name}.", "The {name} should be {gap}.", "I'd like the {name} to be {gap}.",
)  # fmt: skip


def _lowered(text: str) -> str:
    return text if text[:2] in ("I ", "I'") else text[0].lower() + text[1:]


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].lower().strip(",.")


def is_imperative(wording: str) -> bool:
    """Return whether ``wording`` tells somebody to do something."""
    return _first(wording) not in _QUESTION_WORDS | _STATEMENTS


def _introduced(wording: str, negated: bool, rng: Random) -> tuple[str, bool]:
    """Return ``wording`` with a beginning, and whether it became a question."""
    if negated:
        return rng.choice(_NEGATIONS) + _lowered(wording), False
    start = rng.choice(_POLITE)
    second = wording.split()[1:2]
    if second == ["me"]:
        start = rng.choice(("Please ", "Could you ", "Can you ", "Would you please "))
    return start + _lowered(wording), start.startswith(("Could", "Can", "Would"))


def dressed(wording: str, domain: str, negated: bool, rng: Random) -> str:
    """Return ``wording`` as somebody says it: with manners, context and an end."""
    asks = _first(wording) in _QUESTION_WORDS
    kind = rng.random()
    if is_imperative(wording) and (negated or kind < 0.4):
        wording, asks = _introduced(wording, negated, rng)
    elif kind < 0.5:
        wording = rng.choice(_OPENINGS) + _lowered(wording)
    elif kind < 0.65:
        context = rng.choice(_CONTEXT[GROUPS.get(domain, "lookup")].split("|"))
        wording = f"{context} {_raised(wording)}"
    if wording[-1] in ".?!":
        return wording
    if not asks and rng.random() < 0.08:
        wording += rng.choice(_ENDINGS)
    return (
        wording
        + (rng.choice("???? ") if asks else rng.choice("...  !" if negated else "...  ")).strip()
    )


def afterthought(wording: str, name: str, gap: str, switch: bool, rng: Random) -> str:
    """Return ``wording`` with one more sentence that states an argument, or a switch, by name."""
    asks = _first(wording) in _QUESTION_WORDS
    end = "" if wording[-1] in ".?!" else "?" if asks else "."
    ways = _AFTERTHOUGHTS[:3] if switch else _AFTERTHOUGHTS
    return f"{wording}{end} " + rng.choice(ways).format(name=name, gap=gap)


def _raised(text: str) -> str:
    return text[0].upper() + text[1:]


def cased(text: str, rng: Random) -> str:
    """Return ``text`` as a careful or a hurried writer types it; its length stays."""
    if rng.random() < 0.1 and len(text.lower()) == len(text):
        return text.lower()
    return _raised(text) if text[0].isascii() and rng.random() < 0.95 else text


#: Beginnings of words that take "an", numbers included.
_VOWEL = re.compile(
    r"(?!one|[Ee]u|[Uu]ni|use|US|UK)(?:[aeiouéAEIOU]|8|1[18](?!\d)|hour|hono|[FHLMNRSX](?=[A-Z]))"
)


def articled(text: str, mark: str) -> str:
    """Return ``text`` with the article that fits the value behind it; ``mark`` stands between."""
    return re.sub(
        rf"\b([Aa])n?(?= {mark}(\w*))",
        lambda found: found[1] + ("n" if _VOWEL.match(found[2]) else ""),
        text,
    )


def dated(text: str, date: str, rng: Random) -> str:
    """Return ``text`` with the right word before a date, whose place the pattern ``date`` finds."""
    relative = r"(?:today|tomorrow|yesterday|next|last|this|the day)\b"
    text = re.sub(rf"\bon (?={date}{relative})", "", text)
    if rng.random() < 0.2:
        return text
    bare = rf"(?<!\bon)(?<!from)(?<!\bto)(?<!\band)(?<!since)(?<!after)(?<!between)(?<!starting)(?<!until)(?<!for)(?<![,.]) (?={date}(?!{relative}))"
    return re.sub(bare, " on ", text)


def _parts(name: str) -> list[str]:
    return re.split(r"[_. ]", name)


def _camel(parts: list[str]) -> str:
    return parts[0] + "".join(part.capitalize() for part in parts[1:])


_WRITERS: list[Callable[[list[str]], str]] = [
    "_".join, "_".join, "_".join, _camel, _camel,
    lambda parts: "".join(part.capitalize() for part in parts), "-".join,
]  # fmt: skip
_VERBS = "calculate compute get find fetch calc do run perform api".split()


class NameStyle:
    """How one author writes names."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._write = rng.choice(_WRITERS)
        self._write_argument = rng.choice(_WRITERS[:5])
        self._bare = rng.random() < 0.03
        self._count = 0

    def function(self, name: str, domain: str) -> str:
        """Return a function's name."""
        rng = self._rng
        if self._bare or rng.random() < 0.03:
            return rng.choice(("func_{}", "tool{}", "f{}", "endpoint_{}", "fn{}")).format(
                rng.randint(1, 99)
            )
        kind = rng.random()
        if kind < 0.12:
            return f"{domain.replace(' ', '_')}.{self._write(_parts(name))}"
        if kind < 0.18:
            return f"{rng.choice(_VERBS)}.{'_'.join(_parts(name))}"
        if kind < 0.22 and len(_parts(name)) > 2:
            first, *rest = _parts(name)
            return f"{first}.{'_'.join(rest)}"
        if kind < 0.27:
            return self._write(
                [*_parts(name), rng.choice(("v2", "tool", "api", "service", "fn", "2"))]
            )
        return self._write(_parts(name))

    def argument(self, name: str) -> str:
        """Return an argument's name."""
        self._count += 1
        if self._bare:
            return f"{self._rng.choice(('arg', 'param', 'p'))}{self._count}"
        return self._write_argument(_parts(name))


def described(text: str, rng: Random) -> str:
    """Return a function's description as one author words it."""
    acts = _first(text).endswith("s")
    kind = rng.random()
    if acts and kind < 0.1:
        return "This function " + text[0].lower() + text[1:]
    if acts and kind < 0.14:
        return "A tool that " + text[0].lower() + text[1:]
    return text.rstrip(".") if kind < 0.3 else text


_HINTS = {
    "date": ("in YYYY-MM-DD format", "format: YYYY-MM-DD", "as a date string"),
    "percent": ("in percent", "as a percentage", "e.g. 5 for 5%", "as a decimal"),
    "money": ("in dollars", "in USD", "as an amount of money"),
    "numbers": ("as a list of numbers", "array of numbers"),
    "strings": ("as a list of strings",),
    "names": ("as a list", "as an array of strings"),
    "several": ("as a list", "as an array of strings"),
    "figures": ("as a list of numbers", "in order"),
    "point": ("as [x, y]", "as a pair of coordinates"),
    "time": ("in HH:MM format", "24-hour clock"),
    "expr": ("as a string", "in terms of x"),
    "city": ("e.g. San Francisco, CA", "city and state"),
    "year": ("four digits", "YYYY"),
}


def _hints(kind: str, options: str) -> tuple[str, ...]:
    if kind == "measure":
        return tuple(f"in {unit}" for unit in units_of(options.split(",")[2]))
    if kind == "options":
        return (f"any of {options.replace('/', ', ')}",)
    if kind == "enum":
        meant = (f"{name} for {said[0]}" for name, said in choices(options).items())
        return f"one of {', '.join(choices(options))}", ", ".join(meant)
    return _HINTS.get(kind, ())


def listing(text: str, enum: tuple[str, ...], rng: Random) -> str:
    """Return a description that is the only place where the values of an argument are listed."""
    quoted = [f"'{value}'" for value in enum]
    values = ", ".join(quoted[:-1]) + " or " + quoted[-1]
    lead = rng.choice(("Can be", "Either", "One of", "Options:", "Possible values:"))
    return f"{text.split(':')[0].rstrip('.')}. {lead} {values}."


def slot_description(text: str, kind: str, options: str, rng: Random) -> str:
    """Return an argument's description as one author words it."""
    style = rng.random()
    if style < 0.04:
        return ""
    hints = () if kind == "enum" and set(":'") & set(text) else _hints(kind, options)
    if hints and style < 0.4:
        hint = rng.choice(hints)
        return (
            f"{text.rstrip('.')} ({hint})."
            if rng.random() < 0.3
            else f"{text.rstrip('.')}, {hint}."
        )
    return text.rstrip(".") if style < 0.6 else text


def default_of(kind: SlotType, enum: tuple[Any, ...], rng: Random) -> Any:
    """Return a default that an optional argument may have."""
    if rng.random() < 0.35:
        return None
    if enum:
        return enum[0]
    typical = {
        "boolean": (False, False, True),
        "integer": (1, 5, 10, 0),
        "number": (0.0, 1.0, 9.8),
        "string": ("", None),
    }
    return rng.choice(typical.get(kind, (None,)))


def with_default(text: str, optional: bool, default: Any, rng: Random) -> str:
    """Return a description that tells, at times, that the argument may be left out."""
    if not optional or rng.random() < 0.4:
        return text
    head = text.rstrip(".") + ". " if text else ""
    if default in (None, "") or rng.random() < 0.2:
        return head + rng.choice(("Optional.", "This is optional.", "Optional parameter."))
    return head + rng.choice(
        ("Default is {}.", "Defaults to {}.", "Default: {}", "Optional, default {}.")
    ).format(default)


def item_type(kind: str, words: str) -> SlotType:
    """Return the type of a list's items."""
    if kind not in ("numbers", "point", "figures"):
        return "string"
    return "number" if "." in words else "integer"


RECASINGS: list[Callable[[str], str]] = [
    str,
    str,
    str,
    str.upper,
    str.title,
    lambda text: text.replace(" ", "_"),
    lambda text: text.replace(" ", "_").upper(),
    lambda text: text.replace("_", " "),
    lambda text: text.replace(" ", "-").replace("_", "-"),
]
