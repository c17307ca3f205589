"""Fills the gaps of compound questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from mrkl_router.training import composition_nouns as nouns
from mrkl_router.training import composition_words as vocabulary
from mrkl_router.training.fillers import MONTHS, UNITS, Fillers
from mrkl_router.training.phrasings import DOCUMENTS, LANGUAGES


class Gaps:
    """Fills gaps; a seed fixes everything. ``unit`` gaps share a dimension until told another."""

    def __init__(self, fillers: Fillers, rng: Random) -> None:
        self._rng = rng
        self._fillers = fillers
        self._units: list[str] = []
        self.measure()
        self._gaps = self._gap_fillers()

    def say(self, template: str, **given: Callable[[], str]) -> str:
        """Return the template with its gaps filled."""
        fillers = {**self._gaps, **given}
        return re.sub(r"\{(\w+)\}", lambda gap: fillers[gap[1]](), template)

    def measure(self, words: str = "") -> None:
        """Say units of what ``words`` measure from now on, or of any one dimension."""
        named = next((kind for word, kind in nouns.MEASURED.items() if word in words), None)
        self._units = UNITS[named or self._rng.choice(list(UNITS))].replace("_", "\0").split()

    def _gap_fillers(self) -> dict[str, Callable[[], str]]:
        rng, fillers = self._rng, self._fillers
        number = fillers.number

        def one_of(*choices: str) -> Callable[[], str]:
            return lambda: rng.choice(choices)

        return {
            "number": number, "value": number, "amount": number,
            "unit": lambda: rng.choice(self._units).replace("\0", " "),
            "percent": lambda: number() + rng.choice(("%", "%", " percent", " per cent")),
            "currency": fillers.currency, "place": fillers.place, "topic": fillers.topic,
            "date": fillers.date, "day": fillers.day, "duration": fillers.duration,
            "year": lambda: str(rng.randint(1950, 2030)), "month": one_of(*MONTHS),
            "rows": one_of(*vocabulary.ROWS), "measure": one_of(*vocabulary.MEASURES),
            "row": lambda: rng.choice(vocabulary.ROWS).removesuffix("s"),
            "verb": one_of(*vocabulary.VERBS), "period": one_of(*vocabulary.PERIODS),
            "name": one_of(*vocabulary.NAMES), "room": one_of(*vocabulary.ROOMS),
            "document": one_of(*DOCUMENTS), "language": one_of(*LANGUAGES),
            "clock": lambda: f"{rng.randint(1, 12)}{rng.choice((' am', ' pm', ':30', ' o clock'))}",
        }  # fmt: skip

    def spoken(self, template: str, reference: str) -> tuple[str, dict[str, tuple[int, int]]]:
        """Return the filled template and where each gap's filler stands."""
        self.measure(template)
        out, spans, position = "", {}, 0
        for gap in re.finditer(r"\{(\w+)\}", template):
            out += template[position : gap.start()]
            word = reference if gap[1] == "reference" else self._gaps[gap[1]]()
            lead = len(word) - len(word.removeprefix("on "))
            spans[gap[1]] = (len(out) + lead, len(out) + len(word))
            out += word
            position = gap.end()
        return out + template[position:], spans
