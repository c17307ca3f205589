"""The model's tokenizer: byte-level BPE, trained on the same text, and the tokens of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from bench.reproduce.nano.writing import CONTROLS, Document

VOCABULARY = 6_144
#: What the loss of a token of the prompt counts, beside one of an answer.
GIVEN_WEIGHT = 0.2


def train_tokenizer(texts: Iterable[str], size: int = VOCABULARY) -> Tokenizer:
    """Return a tokenizer of ``size`` tokens at most, the same for the same texts.

    Line breaks and digits stand alone, so that text in pieces has the tokens of the whole, and
    numbers can be copied digit by digit.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\n|\d"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in CONTROLS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


class Encoder:
    """Documents to tokens and weights.

    Args:
        tokenizer: As JSON.

    Attributes:
        tokenizer: The tokenizer itself; text that spells a control token stays text.
        controls: The id of each control token.
    """

    def __init__(self, tokenizer: str) -> None:
        self.tokenizer = Tokenizer.from_str(tokenizer)
        self.tokenizer.encode_special_tokens = True  # means: as the text that they are
        self.controls: dict[str, int] = {
            token: self.tokenizer.token_to_id(token) or 0 for token in CONTROLS
        }

    def encode(self, document: Document) -> tuple[list[int], list[float]]:
        """Return a document's tokens, and what the loss of each counts."""
        texts = [part.text for part in document if not part.control]
        encoded = iter(self.tokenizer.encode_batch_fast(texts, add_special_tokens=False))
        ids: list[int] = []
        weights: list[float] = []
        for part in document:
            made = [self.controls[part.text]] if part.control else next(encoded).ids
            ids += made
            weights += [1.0 if part.wanted else GIVEN_WEIGHT] * len(made)
        return ids, weights

    def token_bytes(self) -> Sequence[int]:
        """Return how many bytes of text each token stands for; special ones none."""
        size = self.tokenizer.get_vocab_size()
        tokens = [self.tokenizer.id_to_token(place) or "" for place in range(size)]
        # Every character of a byte-level token is one byte.
        return [0 if token in self.controls else len(token) for token in tokens]
