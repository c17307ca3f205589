"""The tokenizer of a checkpoint folder.

Prompts are encoded piece by piece: a control piece is one special token by its id, and literal
text is encoded with the special tokens switched off, so that text that spells one stays text.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer as Pieces

from mrkl_backends.nemotron.conversation import Piece
from mrkl_backends.pytorch.checkpoint_files import file_error, is_file
from mrkl_core.errors import BackendError, ModelNotFoundError

TOKENIZER_FILE = "tokenizer.json"
_MOST_BYTES = 100_000_000


class Tokenizer:
    """Text to token ids and back; may be used from several threads.

    Args:
        pieces: The tokenizer itself; it is kept, and must not be changed elsewhere.
    """

    def __init__(self, pieces: Pieces) -> None:
        pieces.no_padding()
        pieces.no_truncation()
        pieces.encode_special_tokens = True  # means: as the text that they are
        self._pieces = pieces

    @classmethod
    def read(cls, folder: Path, *, vocab_size: int) -> Tokenizer:
        """Return the tokenizer in ``folder``.

        Args:
            folder: Holds ``tokenizer.json``.
            vocab_size: How many tokens the model knows.

        Raises:
            ModelNotFoundError: There is no such file.
            BackendError: It is not a tokenizer, or one of another model.
        """
        file = folder / TOKENIZER_FILE
        if not is_file(file):
            raise ModelNotFoundError(
                f"{str(folder)!r} holds no {TOKENIZER_FILE}.",
                hint="Download the tokenizer of the checkpoint too.",
                file=str(file),
            )
        if file.stat().st_size > _MOST_BYTES:
            raise file_error(file, f"has more than {_MOST_BYTES:,} bytes")
        try:
            pieces = Pieces.from_str(file.read_text(encoding="utf-8"))
        except Exception as error:  # the library raises plain Exception
            raise file_error(file, f"is not a tokenizer: {str(error)[:200]}") from error
        size = pieces.get_vocab_size(with_added_tokens=True)
        if size > vocab_size:
            raise file_error(
                file,
                f"knows {size:,} tokens, the model {vocab_size:,}",
                hint="Use the tokenizer of this very checkpoint.",
            )
        return cls(pieces)

    @property
    def pieces(self) -> Pieces:
        """Return the tokenizer itself."""
        return self._pieces

    def token_id(self, token: str) -> int | None:
        """Return the id of ``token``, None if it is not one token."""
        found: int | None = self._pieces.token_to_id(token)
        return found

    def token(self, id: int | None) -> str:
        """Return the token with that id, empty if there is none."""
        return (None if id is None else self._pieces.id_to_token(id)) or ""

    def encode(self, text: str) -> list[int]:
        """Return the tokens of plain text; nothing is added."""
        ids: list[int] = self._pieces.encode(text, add_special_tokens=False).ids
        return ids

    def encode_pieces(self, pieces: Iterable[Piece]) -> list[int]:
        """Return the tokens of a prompt.

        Raises:
            BackendError: A control piece is no token of this vocabulary.
        """
        ids: list[int] = []
        for piece in pieces:
            if not piece.is_control:
                ids += self.encode(piece.text)
                continue
            token = self.token_id(piece.text)
            if token is None:
                raise BackendError(
                    f"The chat template wants the token {piece.text!r}, which this tokenizer does"
                    " not know.",
                    hint="Use the tokenizer of this very checkpoint, or ask without a template.",
                )
            ids.append(token)
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of tokens; special ones have none."""
        text: str = self._pieces.decode(list(ids), skip_special_tokens=True)
        return text
