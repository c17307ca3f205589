import fnmatch

import pytest

from mrkl_backends.hub import UNWANTED, WANTED, fetch, is_hub_id
from mrkl_core.errors import BackendUnavailableError


@pytest.mark.parametrize("name", ["nvidia/Llama-3_3-Nemotron-Super-49B-v1_5", "a/b", "A.b/c_d-e"])
def test_names_of_the_hub(name: str) -> None:
    assert is_hub_id(name)


@pytest.mark.parametrize(
    "name",
    ["", "llama", "/a/b", "../b", "a/..", "./b", "a/b/c", "a/b ", "a b/c", "~/b", "a/b\n", "a/"],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_hub_id(name)


def wanted(file: str) -> bool:
    """As the hub's library matches."""
    return any(fnmatch.fnmatch(file, pattern) for pattern in WANTED) and not any(
        fnmatch.fnmatch(file, pattern) for pattern in UNWANTED
    )


@pytest.mark.parametrize(
    "file",
    ["config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja",
     "generation_config.json", "model.safetensors", "model.safetensors.index.json",
     "model-00001-of-00021.safetensors"],
)  # fmt: skip
def test_what_is_read_is_fetched(file: str) -> None:
    assert wanted(file)


@pytest.mark.parametrize(
    "file",
    ["modeling_decilm.py", "pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt",
     "original/model.safetensors", "training.pkl", "README.md", "consolidated.00.pth"],
)  # fmt: skip
def test_code_and_pickles_are_not(file: str) -> None:
    assert not wanted(file)


def test_the_download_gets_name_files_and_network(tmp_path) -> None:
    calls = []

    def download(name, **options):
        calls.append((name, options))
        return str(tmp_path)

    assert fetch("a/b", download=download) == tmp_path
    fetch("a/b", offline=True, download=download)
    (name, options), (_, offline) = calls
    assert name == "a/b"
    assert options["allow_patterns"] == list(WANTED)
    assert options["ignore_patterns"] == list(UNWANTED)
    assert (options["local_files_only"], offline["local_files_only"]) == (False, True)


def test_what_cannot_be_fetched_is_a_typed_error() -> None:
    def fails(name, **_):
        raise ConnectionError("no route\nto host")

    with pytest.raises(BackendUnavailableError, match=r"'a/b' .* ConnectionError: no route"):
        fetch("a/b", download=fails)
    with pytest.raises(BackendUnavailableError, match=r"not fetched before.*Unset MRKL_OFFLINE"):
        fetch("a/b", offline=True, download=fails)


def test_without_network_the_hubs_own_library_looks_in_its_cache(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(BackendUnavailableError, match="was not fetched before"):
        fetch("nobody-at-all/nothing", offline=True)
