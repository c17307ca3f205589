"""The grammar of numbers in words: from a token on, the longest phrase that is one number.

Each rule looks at a bounded stretch, so that reading a text is linear. A rule returns None where
it does not apply, and never guesses: what can be read in two ways is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from mrkl_core.phrases.number_words import Token

_MAX_SPOKEN_DECIMALS = 40
_BREAK = Token("", Fraction(0), 0, 0, "", "")
_BELOW_HUNDRED = ("unit", "teen", "tens")
_MULTIPLIERS = ("hundred", "scale", "dozen")
# "one hundred and five hundred" is two numbers, "two hundred and three quarters" a mixed one.
_OTHER_USES = ("hundred", "part", "half", "quarter")

# Shortcuts that keep long texts fast: what starts no number, and numerals that nothing extends.
_ALONE = frozenset(("and", "of", "oh", "part", "minus", "negative"))
_LONE_NUMERALS = frozenset(("integer", "numeral", "scaled", "zero", "fraction"))
_CONTINUE = frozenset(("scale", "scaleth", "point", "and", "dozen", "hundred"))


class Phrase(NamedTuple):
    """A number phrase: tokens up to ``end``; ``tail`` is the multiplier that it ends in, or 1."""

    value: Fraction
    end: int
    tail: Fraction = Fraction(1)
    ordinal: bool = False


class Grammar:
    """Reads number phrases out of a sequence of tokens.

    Args:
        tokens: All tokens of a text.
        ordinals: Whether ordinals are wanted, "second" among them.
    """

    def __init__(self, tokens: Sequence[Token], *, ordinals: bool = False) -> None:
        self._tokens = tokens
        self._ordinals = ordinals

    def longest(self, at: int) -> Phrase | None:
        """Return the longest number phrase that starts at token ``at``, without its sign."""
        kind = self._kind(at)
        if kind in _ALONE or (kind in _LONE_NUMERALS and self._kind(at + 1) not in _CONTINUE):
            return Phrase(self._token(at).value, at + 1) if kind in _LONE_NUMERALS else None
        rules = (self._chain, self._year, self._decimal, self._share, self._mixed)
        phrases = [phrase for rule in rules if (phrase := rule(at)) is not None]
        if not phrases:
            return None
        best = max(phrases, key=lambda phrase: phrase.end)
        if not best.ordinal and self._follows(best.end, "dozen") and best.tail != 12:
            return Phrase(best.value * 12, best.end + 1, Fraction(12))
        return best

    def dangling(self, end: int) -> bool:
        """Return whether what follows makes the phrase before ``end`` unreadable."""
        return self._follows(end, *_MULTIPLIERS, "hundredth", "scaleth")

    def _kind(self, at: int) -> str:
        return self._token(at).kind

    def _token(self, at: int) -> Token:
        return self._tokens[at] if at < len(self._tokens) else _BREAK

    def _follows(self, at: int, *kinds: str) -> bool:
        """Return whether token ``at`` is of one of ``kinds`` and joined to the one before."""
        token = self._token(at)
        return token.kind in kinds and token.gap in (" ", "-")

    def _below_hundred(self, at: int) -> Phrase | None:
        """Read "seven", "seventeen", "seventy", "seventy-seven"; ordinals too."""
        token = self._token(at)
        if token.kind == "ordinal":
            return self._ordinal(token.value, at, token.word)
        if token.kind not in _BELOW_HUNDRED:
            return None
        if token.kind == "tens" and self._follows(at + 1, "unit"):
            return Phrase(token.value + self._token(at + 1).value, at + 2)
        if token.kind == "tens" and self._follows(at + 1, "ordinal"):
            unit = self._token(at + 1)
            if unit.value < 10:
                compound = self._ordinal(token.value + unit.value, at + 1, unit.word)
                return compound or Phrase(token.value, at + 1)
        return Phrase(token.value, at + 1)

    def _ordinal(self, value: Fraction, at: int, word: str) -> Phrase | None:
        """Return an ordinal ending at token ``at``; "second" is mostly a unit of time."""
        if word == "second" and not self._ordinals:
            return None
        return Phrase(value, at + 1, ordinal=True)

    def _hundreds(self, at: int) -> Phrase | None:
        """Read a group as it stands before a scale: "three hundred and ninety-four"."""
        small = self._below_hundred(at) or self._few_hundred(at)
        if self._kind(at) == "hundred":
            return self._after_hundred(Fraction(1), at + 1)
        if self._kind(at) == "a" and self._follows(at + 1, "hundred"):
            return self._after_hundred(Fraction(1), at + 2)
        if small is None or small.ordinal:
            return small
        if self._follows(small.end, "hundred"):
            return self._after_hundred(small.value, small.end + 1)
        if self._follows(small.end, "hundredth"):
            return Phrase(small.value * 100, small.end + 1, ordinal=True)
        return small

    def _few_hundred(self, at: int) -> Phrase | None:
        """Read the numeral of "15 hundred"."""
        token = self._token(at)
        if token.kind == "integer" and 0 < token.value < 100 and self._follows(at + 1, "hundred"):
            return Phrase(token.value, at + 1)
        return None

    def _after_hundred(self, count: Fraction, at: int) -> Phrase:
        """Read what may follow "hundred": "five", "and five"."""
        rest = self._remainder(at, (" ", "-"))
        if rest is None:
            return Phrase(count * 100, at, Fraction(100))
        return rest._replace(value=count * 100 + rest.value)

    def _remainder(self, at: int, gaps: tuple[str, ...]) -> Phrase | None:
        """Read "five" or "and five" after a greater group, unless it starts something else."""
        joined = self._kind(at) == "and" and self._token(at).gap in gaps
        first = at + 1 if joined else at
        if self._token(first).gap not in (" ", "-"):
            return None
        rest = self._below_hundred(first)
        if rest is None or self._follows(rest.end, *_OTHER_USES):
            return None
        return rest

    def _chain(self, at: int) -> Phrase | None:
        """Read groups with falling scales: "two million, three hundred thousand and five"."""
        group = self._scaled_group(at, first=True)
        if group is None:
            return self._bare_group(at)
        total = Phrase(Fraction(0), at, group.value + 1)
        while group is not None and group.value < total.tail:
            total = group._replace(value=total.value + group.value)
            if total.ordinal or total.value % total.tail:
                return total
            group = self._scaled_group(total.end, first=False)
        last = self._last_group(total.end)
        if last is None or last.value >= total.tail:
            return total
        return last._replace(value=total.value + last.value)

    def _scaled_group(self, at: int, *, first: bool) -> Phrase | None:
        """Read one group with its scale: "three hundred thousand", "2.5 million"."""
        token = self._token(at)
        if first and token.kind == "scale":
            return Phrase(token.value, at + 1, token.value)
        group: Phrase | None
        if token.kind == "a" and first:
            group = Phrase(Fraction(1), at + 1)
        elif token.kind == "integer" or (token.kind == "numeral" and first):
            single = self._hundreds(at) or Phrase(token.value, at + 1)
            group = single if first or token.gap == " " else None
        else:
            group = self._hundreds(at) if first or token.gap else None
        if group is None or group.ordinal or not self._follows(group.end, "scale", "scaleth"):
            return None
        if token.kind not in ("integer", "numeral") and group.value >= 1000:
            return None
        scale = self._token(group.end)
        ordinal = scale.kind == "scaleth"
        return Phrase(group.value * scale.value, group.end + 1, scale.value, ordinal)

    def _last_group(self, at: int) -> Phrase | None:
        """Read the group after the last scale: "forty", "and forty", ", and forty"."""
        token = self._token(at)
        group = self._remainder(at, (" ", ","))
        if group is None and token.gap and token.kind not in ("and", "a", "hundred"):
            group = self._hundreds(at)
            if group is not None and token.gap == "," and group.value < 100:
                return None
        if group is None or self._follows(group.end, "scale", "scaleth", "hundredth"):
            return None
        return group

    def _bare_group(self, at: int) -> Phrase | None:
        """Read a number without scale: words below ten thousand, one numeral, "a dozen"."""
        token = self._token(at)
        if token.kind in _LONE_NUMERALS:
            return self._hundreds(at) or Phrase(token.value, at + 1)
        if token.kind in ("ordinal_numeral", "hundredth", "scaleth"):
            return Phrase(token.value, at + 1, ordinal=True)
        if token.kind == "dozen":
            return Phrase(token.value, at + 1, token.value)
        if token.kind == "a" and self._follows(at + 1, "dozen"):
            return Phrase(Fraction(12), at + 2, Fraction(12))
        return self._hundreds(at)

    def _year(self, at: int) -> Phrase | None:
        """Read "nineteen eighty four", "nineteen oh five", "twenty twenty-six"."""
        century = self._token(at)
        if century.kind != "teen" and century.value != 20:
            return None
        if self._follows(at + 1, "oh") and self._follows(at + 2, "unit"):
            return Phrase(century.value * 100 + self._token(at + 2).value, at + 3)
        if not self._follows(at + 1, "teen", "tens"):
            return None
        rest = self._below_hundred(at + 1)
        if rest is None or rest.ordinal:
            return None
        return Phrase(century.value * 100 + rest.value, rest.end)

    def _decimal(self, at: int) -> Phrase | None:
        """Read "two point zero five", "point five", "3 point 5", "two point five million"."""
        whole = Phrase(Fraction(0), at) if self._kind(at) == "point" else self._chain(at)
        if whole is None or whole.ordinal or self._kind(whole.end) != "point":
            return None
        if whole.end > at and not self._follows(whole.end, "point"):
            return None
        digits, end = self._spoken_digits(whole.end + 1)
        if not digits:
            return None
        value = whole.value + Fraction(int(digits), 10 ** len(digits))
        if self._follows(end, "scale"):
            scale = self._token(end).value
            return Phrase(value * scale, end + 1, scale)
        return Phrase(value, end)

    def _spoken_digits(self, at: int) -> tuple[str, int]:
        """Return the digits after "point": "zero five", "fourteen" or "25"."""
        if self._follows(at, "integer"):
            token = self._token(at)
            return (str(token.value), at + 1) if token.value < 10 else ("", at)
        if self._follows(at, "teen", "tens"):
            pair = self._below_hundred(at)
            return (str(pair.value), pair.end) if pair and not pair.ordinal else ("", at)
        digits = ""
        while self._follows(at, "unit", "zero", "oh") and len(digits) < _MAX_SPOKEN_DECIMALS:
            digits += str(self._token(at).value)
            at += 1
        return digits, at

    def _fraction(self, at: int) -> Phrase | None:
        """Read "half", "a third", "one quarter", "three quarters"; never ordinals."""
        token = self._token(at)
        if token.kind == "half":
            return Phrase(Fraction(1, 2), at + 1)
        if token.kind == "a" or (token.kind == "unit" and token.value == 1):
            part = self._token(at + 1)
            named = part.kind in ("half", "quarter") or (part.kind == "ordinal" and part.value > 2)
            vague = token.kind == "a" and part.kind in ("hundredth", "scaleth")
            if part.gap in (" ", "-") and (named or vague):
                return Phrase(1 / part.value, at + 2)
        count = self._below_hundred(at)
        if count is None or count.ordinal or not self._follows(count.end, "part"):
            return None
        return Phrase(count.value / self._token(count.end).value, count.end + 1)

    def _share(self, at: int) -> Phrase | None:
        """Read a fraction, perhaps of a scale: "half a million", "a quarter of a million"."""
        part = self._fraction(at)
        if part is None:
            return None
        end = part.end
        if self._follows(end, "of") and self._follows(end + 1, "a"):
            end += 1
        if self._follows(end, "a") and self._follows(end + 1, *_MULTIPLIERS):
            return self._times(part.value, end + 1)
        if self._follows(part.end, "scale"):
            return self._times(part.value, part.end)
        return part

    def _times(self, value: Fraction, at: int) -> Phrase:
        """Return ``value`` times the multiplier at token ``at``."""
        scale = self._token(at).value
        return Phrase(value * scale, at + 1, scale)

    def _mixed(self, at: int) -> Phrase | None:
        """Read "one and a half", "two and three quarters million", "a million and a half"."""
        whole = self._chain(at)
        if whole is None or whole.ordinal or not self._follows(whole.end, "and"):
            return None
        if not self._token(whole.end + 1).gap:
            return None
        part = self._fraction(whole.end + 1)
        if part is None or part.value >= 1 or whole.value.denominator > 1:
            return None
        named = self._kind(whole.end + 1) in ("a", "half")
        if whole.tail == 100 and named:
            return None
        if whole.tail != 1 and whole.tail != 100:
            known = named and whole.value == whole.tail
            return Phrase(whole.value + part.value * whole.tail, part.end) if known else None
        value = whole.value + part.value
        if self._follows(part.end, "scale", "hundred"):
            return self._times(value, part.end)
        return Phrase(value, part.end)
