import subprocess
import sys
from pathlib import Path

import pytest
from tiny_models import write_model

import mrkl_backends
from mrkl_backends.local import is_local, load_local
from mrkl_core.errors import (
    BackendError,
    BackendUnavailableError,
    ModelNotFoundError,
    SettingsError,
)
from mrkl_core.protocols import LanguageModel


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    seen: list[tuple[int, int]] = []
    model = mrkl_backends.load(str(folder), progress=lambda *step: seen.append(step))
    assert isinstance(model, LanguageModel)
    assert model.name == str(folder)
    assert seen[-1][0] == seen[-1][1] > 0
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_name_of_the_hub_is_fetched_and_loaded(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    asked = []

    def download(name, **options):
        asked.append((name, options["local_files_only"]))
        return str(folder)

    model = mrkl_backends.load("some/model", download=download, offline=True)
    assert model.name == "some/model"
    assert asked == [("some/model", True)]


def test_a_folder_goes_before_the_hub(tmp_path: Path, monkeypatch) -> None:
    write_model(tmp_path / "some" / "model")
    monkeypatch.chdir(tmp_path)

    def never(name, **_):
        raise AssertionError(name)

    assert load_local("some/model", download=never).name == "some/model"


def test_a_model_that_is_not_there_says_what_was_expected(tmp_path: Path) -> None:
    assert not is_local("nothing")
    with pytest.raises(ModelNotFoundError, match=r"config\.json, tokenizer\.json"):
        load_local("nothing")
    with pytest.raises(ModelNotFoundError, match=r"holds no 'config\.json'"):
        load_local(str(tmp_path))


def test_a_hub_that_cannot_be_reached_is_a_backend_that_is_unavailable() -> None:
    def fails(name, **_):
        raise OSError("down")

    with pytest.raises(BackendUnavailableError, match="cannot be fetched: OSError: down"):
        load_local("some/model", download=fails)


def test_dtypes_are_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"No dtype 'int4'.*int8"):
        load_local(str(tmp_path), dtype="int4")


@pytest.mark.parametrize(
    ("missing", "call"),
    [
        ("torch", "mrkl_backends.load(sys.argv[1])"),
        ("huggingface_hub", "mrkl_backends.load('some/model')"),
    ],
)
def test_a_missing_package_is_named_with_its_remedy(tmp_path: Path, missing, call) -> None:
    code = (
        "import sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "import mrkl_backends\n"
        "from mrkl_core.errors import BackendError\n"
        f"try:\n    {call}\n"
        "except BackendError as error:\n    print(error.message, error.hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    assert f"needs the package '{missing}'" in done.stdout
    assert "pip install 'mrkl-system[local]'" in done.stdout


@pytest.mark.parametrize(
    ("missing", "name"),
    [("mrkl_backends.pytorch.language_model", "."), ("huggingface_hub", "some/model")],
)
def test_what_is_missing_is_a_typed_error(monkeypatch, missing: str, name: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(BackendError, match=f"needs the package '{missing}'") as caught:
        load_local(name)
    assert "mrkl-system[local]" in caught.value.hint


def test_asking_for_a_model_by_name_loads_no_torch() -> None:
    code = (
        "import sys, mrkl_backends\n"
        "mrkl_backends.load('echo')\n"
        "try:\n    mrkl_backends.load('nothing')\n"
        "except Exception as error:\n    print(type(error).__name__)\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True
    )
    assert done.stdout.split() == ["ModelNotFoundError", "False"]
