"""Whole checkpoint folders, weights and tokenizer together, for tests of the local model."""

import json
from pathlib import Path
from typing import Any

from tiny_checkpoints import llama_config, random_tensors, write_checkpoint
from tiny_tokenizer import SPECIAL, write_tokenizer

LLAMA_3 = (
    "{{ bos_token }}{% for message in messages %}<|start_header_id|>{{ message['role'] }}"
    "<|end_header_id|>\n\n{{ message['content'] }}<|eot_id|>{% endfor %}"
    "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}"
)


def write_model(
    folder: Path,
    config: dict[str, Any] | None = None,
    *,
    template: str | None = None,
    seed: int = 0,
) -> Path:
    """Write a checkpoint that can be loaded; a base model unless it has a chat template."""
    folder.mkdir(parents=True, exist_ok=True)
    config = (config or llama_config()) | {"vocab_size": write_tokenizer(folder)}
    write_checkpoint(folder, config, random_tensors(config, seed))
    if template is not None:
        added = {str(k): {"content": t, "special": True} for k, t in enumerate(SPECIAL)}
        text = {"bos_token": SPECIAL[0], "eos_token": SPECIAL[4], "chat_template": template}
        text |= {"added_tokens_decoder": added}
        (folder / "tokenizer_config.json").write_text(json.dumps(text))
    return folder
