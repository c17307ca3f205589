import os
from pathlib import Path

import pytest

from mrkl_backends.pytorch.checkpoint_files import is_file, opened, read_json_object, shown
from mrkl_core.errors import BackendError


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "valid JSON"),
        (b"{", "valid JSON"),
        (b"[1]", "holds a JSON list where an object belongs"),
        (b"null", "holds a JSON NoneType where"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": 1, "a": 2}', "a key stands there twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "valid JSON"),
        (b"[" * 200_000, "valid JSON"),
        (b"\xff\xfe{\x00}\x00", "valid JSON"),
        ('{"é": 1}'.encode("latin-1"), "valid JSON"),
    ],
)
def test_only_strict_json_objects_are_read(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(data)
    with pytest.raises(BackendError, match=said) as caught:
        read_json_object(path, most_bytes=1_000_000)
    assert caught.value.context["file"] == str(path)


def test_an_object_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"é": [1, 2.5, null]}', encoding="utf-8")
    assert read_json_object(path, most_bytes=100) == {"é": [1, 2.5, None]}
    with pytest.raises(BackendError, match="has 22 bytes; at most 21 are read"):
        read_json_object(path, most_bytes=21)


def test_values_are_shown_short_but_tensor_names_whole() -> None:
    name = "model.layers.161.post_attention_layernorm.weight"
    assert shown(name) == repr(name)
    assert shown("x" * 10**6) == f"'{'x' * 200}'..."
    assert len(shown([[10**4000] * 100] * 100)) < 2000


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "absent", Path("nul\0byte")):
        with pytest.raises(BackendError, match="missing, or is not a regular"), opened(path):
            pass


def test_what_the_system_refuses_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="cannot be read: File name too long"):
        is_file(tmp_path / ("x" * 5000))
    path = tmp_path / "config.json"
    path.write_text("{}")
    with pytest.raises(BackendError, match="cannot be read: OSError"), opened(path):
        raise OSError
