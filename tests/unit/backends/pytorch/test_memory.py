import pytest
import torch
from published_models import nano_8b, super_49b, ultra_253b

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.cpu_build import multiplies_bfloat16
from mrkl_backends.pytorch.engine import EngineSettings
from mrkl_backends.pytorch.linear import packs
from mrkl_backends.pytorch.memory import ELEMENT_BYTES, computed_in, predict_memory
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool, pages_for
from mrkl_core.errors import SettingsError

TINY = nano_8b() | {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 64,
    "bos_token_id": None,
    "eos_token_id": None,
    "max_position_embeddings": 256,
}


def bytes_of(model: Model) -> int:
    return sum(parameter.nbytes for parameter in model.parameters())


@pytest.mark.parametrize("change", [{}, {"tie_word_embeddings": True}, {"attention_bias": True}])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16", "int8"])
def test_weights_are_what_a_model_holds(dtype: str, change: dict[str, bool]) -> None:
    architecture = read_architecture(TINY | change)
    computed = torch.bfloat16 if dtype == "int8" else getattr(torch, dtype)
    model = Model(architecture, dtype=computed, device="meta", int8=dtype == "int8")
    assert predict_memory(architecture, dtype=dtype, length=8).weights == bytes_of(model)


@pytest.mark.parametrize("config", [super_49b, ultra_253b])
def test_published_models_take_two_bytes_a_parameter(config) -> None:
    architecture = read_architecture(config())
    model = Model(architecture, dtype=torch.bfloat16, device="meta")
    assert predict_memory(architecture).weights == bytes_of(model)


@pytest.mark.parametrize(("batch", "length"), [(1, 1), (1, 16), (3, 17), (5, 256)])
def test_the_cache_is_what_the_pages_hold(batch: int, length: int) -> None:
    architecture = read_architecture(TINY)
    pages = batch * pages_for(length)
    pool = PagePool(architecture, pages=pages, dtype=torch.float32, device="meta")
    found = predict_memory(architecture, batch=batch, length=length, dtype="float32")
    assert found.cache == pool.bytes


def test_the_engine_is_as_predicted_with() -> None:
    architecture = read_architecture(TINY)
    one_page = predict_memory(architecture, length=1).cache // architecture.kv_bytes_per_token(2)
    assert one_page == PAGE_TOKENS
    steps = EngineSettings().step_tokens
    # More tokens than a step has need no more room for activations, only for the longer mask.
    full = predict_memory(architecture, batch=steps // 256, length=256).working
    more = predict_memory(architecture, batch=steps // 256 + 1, length=256).working
    logits = architecture.vocab_size * (2 + 4)
    assert more - full == 2 * logits


def test_working_memory_grows_with_what_is_computed() -> None:
    architecture = read_architecture(TINY)
    small, large = (predict_memory(architecture, batch=n, length=64) for n in (1, 4))
    assert 0 < small.working < large.working
    assert small.total == small.weights + small.cache + small.working
    wide = read_architecture(TINY | {"intermediate_size": 4096})
    assert predict_memory(wide, length=64).working > small.working


def test_int8_has_room_for_its_largest_matrix_in_16_bits_without_a_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    architecture = read_architecture(TINY)
    plain, int8 = (
        predict_memory(architecture, dtype=dtype, length=64, bfloat16_arithmetic=True)
        for dtype in ("bfloat16", "int8")
    )
    assert int8.working - plain.working == 2 * (2 * 48) * 32  # gate and up, over hidden


def test_without_arithmetic_in_bfloat16_there_is_room_for_float32() -> None:
    architecture = read_architecture(TINY)
    quick, slow = (
        predict_memory(architecture, dtype="bfloat16", length=64, bfloat16_arithmetic=known)
        for known in (True, False)
    )
    assert slow.working - quick.working == 4 * (64 * 48 + 256 * (64 + 48))
    here = predict_memory(architecture, dtype="bfloat16", length=64)
    assert here == (quick if multiplies_bfloat16() else slow)


def test_pytorch_and_we_ask_the_same_of_a_processor() -> None:
    assert packs(torch.device("cpu")) == multiplies_bfloat16()


def test_a_model_without_attention_keeps_nothing() -> None:
    config = super_49b()
    config["block_configs"] = [config["block_configs"][6]] * 2
    config["num_hidden_layers"] = 2
    found = predict_memory(read_architecture(config))
    assert found.cache == 0
    assert found.working > 0


def test_the_dtype_is_that_of_the_configuration_unless_said_otherwise() -> None:
    architecture = read_architecture(TINY)
    assert computed_in(architecture) == "bfloat16"
    assert computed_in(read_architecture(TINY | {"torch_dtype": None})) == "float32"
    assert [computed_in(architecture, dtype) for dtype in ELEMENT_BYTES] == list(ELEMENT_BYTES)
    with pytest.raises(SettingsError, match=r"No dtype 'int9'\..*Did you mean 'int8'\?"):
        computed_in(architecture, "int9")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch": 0}, "batch is 0; it must be at least 1"),
        ({"length": -1}, "length is -1; it must be at least 1"),
        ({"length": 257}, "length is 257; the model has 256 positions"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, int], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        predict_memory(read_architecture(TINY), **options)
