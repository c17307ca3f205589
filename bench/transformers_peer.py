"""transformers as a peer: plain Llama only, for it has no class for heterogeneous models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM


class Transformers:
    """One model with one sequence.

    Args:
        folder: A checkpoint.
        dtype: What torch calls the type of the weights.
    """

    def __init__(self, folder: Path, *, dtype: str) -> None:
        self._model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=getattr(torch, dtype)
        ).eval()
        # As many tokens are compared as were asked for, whatever the model thinks of it.
        self._model.generation_config.eos_token_id = None

    def greedy(self, prompt: Sequence[int], tokens: int) -> list[int]:
        """Return the likeliest tokens after ``prompt``."""
        ids = torch.tensor([list(prompt)])
        found = self._model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=tokens,
            pad_token_id=0,
        )  # fmt: skip
        return found[0, len(prompt) :].tolist()

    def all_logits(self, tokens: Sequence[int]) -> np.ndarray[Any, Any]:
        """Return the logits of every position of a sequence, (T, V) float32."""
        with torch.inference_mode():
            return self._model(torch.tensor([list(tokens)])).logits[0].float().numpy()
