import json

import pytest
import torch
from safetensors.torch import save_file
from tiny_checkpoints import blocks_config, llama_config, random_tensors, write_checkpoint

from mrkl_backends.pytorch.loading import load_model
from mrkl_core.errors import BackendError, ModelNotFoundError


def test_progress_tells_every_byte(tmp_path):
    told = []
    load_model(
        write_checkpoint(tmp_path, llama_config()), progress=lambda *bytes: told.append(bytes)
    )
    done = [one for one, _ in told]
    assert done == sorted(done)
    assert (
        told[-1][0] == told[-1][1] == sum(t.nbytes for t in random_tensors(llama_config()).values())
    )


@pytest.mark.parametrize(
    ("stored", "asked", "computed"),
    [
        (torch.bfloat16, "auto", torch.bfloat16),
        (torch.float16, "auto", torch.float16),
        (torch.float32, "bfloat16", torch.bfloat16),
        (torch.bfloat16, "float32", torch.float32),
        (torch.float16, "int8", torch.bfloat16),
    ],
)
def test_weights_are_computed_with_as_asked_or_as_stored(tmp_path, stored, asked, computed):
    tensors = {name: tensor.to(stored) for name, tensor in random_tensors(llama_config()).items()}
    model = load_model(write_checkpoint(tmp_path, llama_config(), tensors), dtype=asked)
    assert model.dtype == computed
    assert model.embedding.dtype == computed
    assert torch.equal(
        model.embedding.float(), tensors["model.embed_tokens.weight"].to(computed).float()
    )


def test_shards_are_read_where_the_index_says(tmp_path):
    config = blocks_config("A2/64 -/64")
    tensors = random_tensors(config)
    whole = load_model(write_checkpoint(tmp_path / "whole", config))
    folder = write_checkpoint(tmp_path / "split", config)
    (folder / "model.safetensors").unlink()
    names = sorted(tensors)
    shards = {"a.safetensors": names[::2], "b.safetensors": names[1::2]}
    for shard, part in shards.items():
        save_file({name: tensors[name] for name in part}, folder / shard)
    weight_map = {name: shard for shard, part in shards.items() for name in part}
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": weight_map}))
    split = load_model(folder)
    for one, other in zip(whole.parameters(), split.parameters(), strict=True):
        assert torch.equal(one, other)
    (folder / "b.safetensors").unlink()
    with pytest.raises(BackendError, match=r"b\.safetensors"):
        load_model(folder)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_refused_with_their_tensor(tmp_path, bad):
    tensors = random_tensors(llama_config())
    name = "model.layers.1.mlp.up_proj.weight"
    tensors[name][3, 4] = bad
    with pytest.raises(BackendError, match=name) as raised:
        load_model(write_checkpoint(tmp_path, llama_config(), tensors))
    assert "model.safetensors" in str(raised.value)


def test_integers_are_no_weights(tmp_path):
    tensors = random_tensors(llama_config())
    tensors["lm_head.weight"] = torch.ones(120, 32, dtype=torch.int32)
    with pytest.raises(BackendError, match=r"lm_head\.weight.*I32"):
        load_model(write_checkpoint(tmp_path, llama_config(), tensors))


def test_a_tensor_of_another_shape_is_named(tmp_path):
    tensors = random_tensors(llama_config())
    tensors["model.norm.weight"] = torch.ones(31)
    with pytest.raises(BackendError, match=r"model\.norm\.weight"):
        load_model(write_checkpoint(tmp_path, llama_config(), tensors))


def test_a_truncated_file_is_named(tmp_path):
    folder = write_checkpoint(tmp_path, llama_config())
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BackendError, match=r"model\.safetensors"):
        load_model(folder)


def test_pickled_weights_are_not_read(tmp_path):
    folder = write_checkpoint(tmp_path, llama_config())
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelNotFoundError, match="pickled"):
        load_model(folder)


def test_a_device_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BackendError, match="nosuch"):
        load_model(write_checkpoint(tmp_path, llama_config()), device="nosuch")


def test_tied_weights_may_be_stored_twice(tmp_path):
    config = llama_config(tie_word_embeddings=True)
    tensors = random_tensors(config)
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
    assert load_model(write_checkpoint(tmp_path, config, tensors)).head is None
