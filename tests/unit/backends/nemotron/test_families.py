import pytest

from mrkl_backends.nemotron.families import (
    Family,
    Sampling,
    Think,
    asked_think,
    family_of,
    sampling,
    with_toggle,
)
from mrkl_core.errors import BackendError
from mrkl_core.values import Message


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("nvidia/Llama-3.1-Nemotron-Nano-8B-v1", "nano"),
        ("nvidia/Llama-3.1-Nemotron-Nano-4B-v1.1", "nano"),
        ("nvidia/Llama-3_3-Nemotron-Super-49B-v1", "v1"),
        ("nvidia/llama-3.3-nemotron-super-49b-v1.5", "v1.5"),
        ("/models/Llama-3_3-Nemotron-Super-49B-v1_5-FP8/", "v1.5"),
        ("nvidia_Llama-3_3-Nemotron-Super-49B-v1-Q4_K_M.gguf", "v1"),
        ("nvidia/Llama-3_1-Nemotron-Ultra-253B-v1", "v1"),
    ],
)
def test_families_are_known_by_name(name: str, family: Family) -> None:
    assert family_of(name) == family
    assert family_of("./model", {"_name_or_path": name}) == family


def test_the_config_of_ultra_names_it() -> None:
    assert family_of("./model", {"_name_or_path": "llama_nemotron_ultra"}) == "v1"


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("nvidia/Llama-3_1-Nemotron-51B-Instruct", ""),
        ("nvidia/Llama-3.1-Nemotron-70B-Instruct-HF", ""),
        ("nvidia/Llama-3.1-Nemotron-Nano-VL-8B-V1", ""),
        ("nvidia/NVIDIA-Nemotron-Nano-9B-v2", ""),
        ("nvidia/Llama-3_3-Nemotron-Super-49B-v1_6", ""),
        ("nvidia/Llama-3_3-Nemotron-Super-49B-v15", ""),
        ("model", "llama_nemotron_super"),
        ("meta-llama/Llama-3.3-70B-Instruct", ""),
    ],
)
def test_other_models_are_refused(name: str, inner: str) -> None:
    with pytest.raises(
        BackendError, match=r"does not name .* Known: .* Say which family"
    ) as caught:
        family_of(name, {"_name_or_path": inner})
    assert caught.value.context == {"model": name}


def test_sampling_is_that_of_the_cards() -> None:
    assert sampling("on") == Sampling(temperature=0.6, top_p=0.95, max_tokens=32_768)
    assert sampling("off") == Sampling(temperature=0.0, top_p=1.0, max_tokens=32_768)


@pytest.mark.parametrize(
    ("family", "content", "asked"),
    [
        ("v1", "detailed thinking on", "on"),
        ("nano", " Detailed thinking OFF \nBe brief.", "off"),
        ("v1", "Use detailed thinking on hard questions.", None),
        ("v1", "detailed thinking on\ndetailed thinking off", "off"),
        ("v1", "/no_think", None),
        ("v1.5", "Be brief. /no_think", "off"),
        ("v1.5", "/think", "on"),
        ("v1.5", "/think /no_think", "off"),
        ("v1.5", "https://a.example/think /thinking", None),
        ("v1.5", "", None),
    ],
)
def test_system_messages_can_ask(family: Family, content: str, asked: Think | None) -> None:
    turns = [
        Message(role="system", content=content),
        Message(role="user", content="detailed thinking off\n/no_think"),
    ]
    assert asked_think(family, turns) == asked


@pytest.mark.parametrize("think", ["on", "off"])
def test_toggles_in_system_messages_give_way(think: Think) -> None:
    user = Message(role="user", content=" Hi ")
    old = Message(role="system", content="detailed thinking off\nBe brief.\n")
    toggle = Message(role="system", content=f"detailed thinking {think}")
    moved = Message(role="user", content="Be brief.\n\nHi")
    assert with_toggle("nano", [old, user], think=think) == (toggle, moved)
    bare = Message(role="system", content="detailed thinking on")
    assert with_toggle("v1", [bare, user], think=think) == (toggle, user)


def test_v1_5_is_told_by_a_marker() -> None:
    def told(content: str, think: Think) -> str:
        turn = with_toggle("v1.5", [Message(role="system", content=content)], think=think)[0]
        assert isinstance(turn, Message)
        return turn.content

    assert told("Be brief.", "off") == "Be brief.\n\n/no_think"
    assert told("/think Be brief.", "off") == "Be brief.\n\n/no_think"
    assert told("", "off") == "/no_think"
    assert told(" Be brief. ", "on") == " Be brief. "
    assert told("Be /no_think brief.", "on") == "Be  brief."
