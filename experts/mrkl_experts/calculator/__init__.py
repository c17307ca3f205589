"""The calculator: an expression in, an exact number or 12 digits out, nothing else.

``parser`` reads the text, ``bounds`` refuses what is too large, ``pool`` and ``server`` run
killable worker processes, ``symbolic`` evaluates with SymPy there, ``rendering`` writes the result.
"""

from __future__ import annotations

from mrkl_experts.calculator.exact import evaluate_exact
from mrkl_experts.calculator.expert import CalculatorExpert
from mrkl_experts.calculator.limits import Limits
from mrkl_experts.calculator.parser import parse

__all__ = ["CalculatorExpert", "Limits", "evaluate_exact", "parse"]
