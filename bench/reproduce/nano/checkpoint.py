"""Writes the model as a folder that transformers and our engine load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from bench.reproduce.nano.model import Nano, Shape
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.writing import BEGIN, CHAT_TEMPLATE, CONTROLS, END, END_OF_TURN


def write_checkpoint(folder: Path, model: Nano, tokenizer: str) -> None:
    """Write configuration, weights in bfloat16, and the tokenizer with its chat template.

    Args:
        folder: Made if it is not there.
        model: The trained one.
        tokenizer: As JSON.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ids = Encoder(tokenizer).controls
    ends = [ids[END_OF_TURN], ids[END]]
    _write_json(folder / "config.json", model.shape.config(begin=ids[BEGIN], ends=ends))
    _write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids[BEGIN],
            "eos_token_id": ends,
            "pad_token_id": ids[END],
            "do_sample": False,
        },
    )
    weights = {
        name: weight.detach().to("cpu", torch.bfloat16).contiguous()
        for name, weight in model.named_parameters()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    _write_json(folder / "tokenizer_config.json", _tokenizer_config(ids, model.shape.positions))


def _tokenizer_config(ids: dict[str, int], positions: int) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": BEGIN,
        "eos_token": END_OF_TURN,
        "pad_token": END,
        "model_max_length": positions,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
        "added_tokens_decoder": {
            str(ids[token]): {
                "content": token,
                "lstrip": False,
                "normalized": False,
                "rstrip": False,
                "single_word": False,
                "special": True,
            }
            for token in CONTROLS
        },
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_checkpoint(folder: Path) -> tuple[Nano, str]:
    """Return the model in a folder that ``write_checkpoint`` wrote, and its tokenizer as JSON."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    model = Nano(Shape.read(config), seed=0)
    model.load_state_dict(
        {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    )
    return model, (folder / "tokenizer.json").read_text(encoding="utf-8")
