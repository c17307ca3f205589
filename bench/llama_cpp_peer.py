"""llama.cpp as a peer, an optional one (``pip install .[peers]`` compiles it).

Only its C API does the work: tokens in, logits out, no sampler and no text in between, so that
what is timed is the engine.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

NOT_INSTALLED = "peer not installed"


def is_installed() -> bool:
    """Return whether llama.cpp and the writer of its files can be imported."""
    return all(importlib.util.find_spec(name) is not None for name in ("llama_cpp", "gguf"))


class LlamaCpp:
    """One model with one sequence.

    Args:
        path: A GGUF file.
        threads: For prompts and for single tokens.
        context: Most tokens of a sequence.
        all_logits: Keep the logits of every position, with keys and values in float32. Else what
            llama.cpp does by itself: logits of the last position, float16 keys and values.
    """

    def __init__(self, path: Path, *, threads: int, context: int, all_logits: bool = False) -> None:
        import llama_cpp

        self._c = llama_cpp
        kept = llama_cpp.GGML_TYPE_F32 if all_logits else llama_cpp.GGML_TYPE_F16
        self._model = llama_cpp.Llama(
            model_path=str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads,
            logits_all=all_logits, type_k=kept, type_v=kept, verbose=False,
        )  # fmt: skip
        self._vocab_size = self._model.n_vocab()

    def start(self) -> None:
        """Forget the sequence."""
        self._model.reset()

    def feed(self, tokens: Sequence[int]) -> int:
        """Append tokens; return the likeliest next one."""
        self._model.eval(tokens)
        return int(self.last_logits().argmax())

    def greedy(self, prompt: Sequence[int], tokens: int) -> list[int]:
        """Return the likeliest tokens after ``prompt``, a sequence of its own."""
        self.start()
        found = [self.feed(prompt)]
        while len(found) < tokens:
            found.append(self.feed(found[-1:]))
        return found

    def last_logits(self) -> np.ndarray[Any, Any]:
        """Return the logits of the last position, (V,) float32; valid until the next token."""
        pointer = self._c.llama_get_logits_ith(self._model.ctx, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._vocab_size,))

    def all_logits(self, tokens: Sequence[int]) -> np.ndarray[Any, Any]:
        """Return the logits of every position of a sequence of its own, (T, V) float32."""
        self.start()
        self._model.eval(tokens)
        return np.array(self._model.scores[: len(tokens)])

    def close(self) -> None:
        """Free the model."""
        self._model.close()


def features() -> str:
    """Return the instruction sets llama.cpp was compiled for and finds here."""
    import llama_cpp

    return str(llama_cpp.llama_print_system_info().decode()).strip()
