"""Replies that must match a JSON schema, a grammar or a regular expression, by llguidance.

The tokens that may come next are worked out from the model's own vocabulary, so whatever the model
writes matches. V is the size of the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from llguidance import LLMatcher, LLParserLimits, LLTokenizer
from torch import Tensor

from mrkl_backends.nemotron.conversation import Tool
from mrkl_backends.pytorch.calls_constraint import BEGUN, Block
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_backends.pytorch.tool_grammar import block_rules, json_rule
from mrkl_core.errors import BackendError, SettingsError


class GuidedConstraint:
    """What one reply must match; a ``Constraint`` for one request.

    Args:
        matcher: At the beginning of the reply.
    """

    def __init__(self, matcher: LLMatcher) -> None:
        self._matcher = matcher

    def allowed(self) -> Tensor:
        """Return (V,) bool: the tokens that may come next.

        Raises:
            BackendError: The text became too hard to match.
        """
        bias = torch.frombuffer(bytearray(self._matcher.compute_logit_bias()), dtype=torch.uint8)
        self._check()
        return bias != 0

    def accept(self, token: int) -> None:
        """Go on behind a token.

        Raises:
            BackendError: It does not match, or the text became too hard to match.
        """
        self._matcher.consume_token(token)
        self._check()

    def forced(self) -> list[int]:
        """Return the tokens that must come next, as the tokenizer would write their text.

        The last bytes of a forced text stay out where they may be part of a longer token.
        """
        tokens: list[int] = self._matcher.compute_ff_tokens()
        return tokens

    @property
    def is_free(self) -> bool:
        """Tell whether any token may come next."""
        return False

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more may follow."""
        finished: bool = self._matcher.is_stopped()
        return finished

    def _check(self) -> None:
        if self._matcher.is_error():
            raise BackendError(
                f"The reply cannot be kept to its grammar: {_first_line(self._matcher)}",
                hint="Use a simpler schema or grammar.",
            )


class Grammars:
    """Makes constraints over one vocabulary; may be used from several threads.

    Args:
        tokenizer: Of the model; reading a vocabulary of 128,000 tokens takes about a second.
        vocab_size: V, at least what the tokenizer knows.
        stop_tokens: Tokens that may end a reply as soon as it matches.

    Raises:
        BackendError: No constraint can be kept with this tokenizer.
    """

    def __init__(
        self, tokenizer: Tokenizer, *, vocab_size: int, stop_tokens: Collection[int]
    ) -> None:
        self._tokenizer = tokenizer
        try:
            self._vocabulary = LLTokenizer(
                tokenizer.pieces.to_str(), n_vocab=vocab_size, eos_token=sorted(stop_tokens)
            )
        except ValueError as error:
            raise BackendError(
                f"Replies of this tokenizer cannot be constrained: {str(error)[:200]}",
                hint="Ask without a schema or grammar.",
            ) from error

    def json_schema(
        self,
        schema: Mapping[str, Any],
        *,
        before: str | None = None,
        tools: Sequence[Tool] = (),
    ) -> GuidedConstraint:
        """Return the constraint to JSON of a schema, spaced as ``json.dumps`` does.

        Args:
            schema: JSON Schema, draft 2020-12 or earlier; ``$ref`` only within it.
            before: If given, free text goes first, beginning with this and up to the first
                ``</think>``.
            tools: Functions that may be called instead.

        Raises:
            SettingsError: The schema is invalid, cannot be met, or uses what is not supported; its
                fault is named.
        """
        try:
            rule = json_rule(schema)
        except (TypeError, ValueError, RecursionError) as error:
            raise _refused("JSON schema", str(error)) from error
        opening = f"{json.dumps(before)} " if before else ""
        lines = (
            "start: answer" if before is None else f"start: {opening}thought GAP answer",
            'thought[suffix="</think>"]: /(.|\\n)*/',
            r"GAP: /\n{0,2}/",
            f"answer: value{' | block' if tools else ''}",
            f"value: {rule}",
            *(block_rules(tools, self._is_usable) if tools else ()),
        )
        return self._constraint("JSON schema", _grammar(lines))

    def tool_calls(self, tools: Sequence[Tool]) -> Block:
        """Return what makes constraints to blocks of calls, see ``CallsConstraint``."""
        rules = block_rules(tools, self._is_usable, begun=BEGUN)
        whole = self._matcher(_grammar(("start: block", *rules)))

        def block(begun: str) -> GuidedConstraint | None:
            matcher = whole.deep_copy()
            tokens = self._tokenizer.encode(begun)
            if matcher.try_consume_tokens(tokens) < len(tokens):
                return None
            return GuidedConstraint(matcher)

        return block

    def lark(self, grammar: str) -> GuidedConstraint:
        """Return the constraint to a grammar in llguidance's variant of Lark.

        Raises:
            SettingsError: The grammar is faulty; where is said.
        """
        return self._constraint("grammar", LLMatcher.grammar_from_lark(grammar))

    def regex(self, pattern: str) -> GuidedConstraint:
        """Return the constraint to a regular expression, in the syntax of Rust's regex crate.

        Raises:
            SettingsError: The expression is faulty; where is said.
        """
        return self._constraint("regular expression", LLMatcher.grammar_from_regex(pattern))

    def _constraint(self, kind: str, grammar: str) -> GuidedConstraint:
        matcher = self._matcher(grammar)
        if matcher.is_error():
            raise _refused(kind, matcher.get_error())
        return GuidedConstraint(matcher)

    def _is_usable(self, rules: str) -> bool:
        return not self._matcher(LLMatcher.grammar_from_lark(rules)).is_error()

    def _matcher(self, grammar: str) -> LLMatcher:
        limits = LLParserLimits(verbose_errors=False)
        return LLMatcher(self._vocabulary, grammar, log_level=0, limits=limits)


def _grammar(rules: Sequence[str]) -> str:
    grammar: str = LLMatcher.grammar_from_lark("\n".join(rules))
    return grammar


def _refused(kind: str, fault: str) -> SettingsError:
    return SettingsError(
        f"The {kind} cannot be used: {fault.strip()[:500]}",
        hint=f"Change the {kind}.",
        fault=fault.strip()[:500],
    )


def _first_line(matcher: LLMatcher) -> str:
    return str(matcher.get_error()).partition("\n")[0]
