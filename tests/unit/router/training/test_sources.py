import gzip

import pytest

from mrkl_core.errors import DataNotFoundError
from mrkl_router.training import sources


def test_a_missing_folder_names_the_variable_and_the_path(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataNotFoundError, match="nowhere") as raised:
        sources.data_folder()
    assert "MRKL_DATA" in str(raised.value)


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    with pytest.raises(DataNotFoundError, match=r"a/b\.json"):
        sources.text("a/b.json")


def test_packed_rows_are_read_and_split_on_line_feeds_only(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    with gzip.open(tmp_path / "x.jsonl.gz", "wb") as file:
        file.write('\ufeff{"a": "b\u0085c"}\n\n{"a": "d"}'.encode())
    assert sources.rows("x.jsonl.gz") == [{"a": "b\u0085c"}, {"a": "d"}]


def test_files_that_are_not_utf8_are_latin_1(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    (tmp_path / "x.csv").write_bytes("name\nZo\xeb".encode("latin-1"))
    assert sources.table("x.csv") == [{"name": "Zoë"}]


def test_questions_that_differ_in_case_and_punctuation_are_the_same():
    assert sources.normalised("What's 2+2 ?") == sources.normalised("what s 2 2")
