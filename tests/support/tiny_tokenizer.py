"""A small byte-level tokenizer with Llama-3's special tokens, for tests of the local engine."""

from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = (
    "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
    "<|eot_id|>", "<|eom_id|>",
)  # fmt: skip
SENTENCES = (
    "The router reads a question and picks an expert.",
    "What is 15% of 2,480? It is 372.",
    "Höhe, façade, 東京, and 🙂 are words too.",
    'def add(a, b): return a + b  # {"name": "add", "arguments": {"a": 1}}',
    "<think>No tag is a token.</think> <TOOLCALL>[]</TOOLCALL>",
)


def tiny_tokenizer(size: int = 400) -> Tokenizer:
    """Return a tokenizer of at most ``size`` tokens, always the same."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES * 3, trainer)
    return tokenizer


def write_tokenizer(folder: Path, size: int = 400) -> int:
    """Write ``tokenizer.json`` into ``folder``; return how many tokens it knows."""
    tokenizer = tiny_tokenizer(size)
    tokenizer.save(str(folder / "tokenizer.json"))
    count: int = tokenizer.get_vocab_size(with_added_tokens=True)
    return count
