from pathlib import Path

import pytest

from mrkl.libraries import index_into, library, open_collections
from mrkl.settings import Settings
from mrkl_core.errors import CollectionNotFoundError, DocumentError


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "tea.md").write_text("# Tea\n\nGreen tea wants 70 degrees.\n")
    return folder


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")


def _open(settings, *names):
    return open_collections(settings.model_copy(update={"collections": names}))


def test_an_indexed_collection_is_found_by_name(settings, notes):
    seen = []
    report = index_into(settings, "kitchen", [notes], progress=seen.append)
    assert report.count("added") == 1
    assert seen
    assert library(settings).names() == ("kitchen",)
    (collection,) = _open(settings, "kitchen")
    assert collection.search("green tea", 3)[0].document == "tea.md"
    collection.close()


def test_a_folder_or_file_is_indexed_on_the_way(settings, notes):
    for name in (str(notes), str(notes / "tea.md")):
        (collection,) = _open(settings, name)
        assert [document.name for document in collection.documents()] == ["tea.md"]
        assert collection.file.parent == settings.cache_dir / "collections"
        collection.close()
    assert library(settings).names() == ()


def test_what_is_neither_is_named(settings, notes):
    index_into(settings, "kitchen", [notes])
    with pytest.raises(CollectionNotFoundError, match=r"'kitchn' is neither .*Did you mean"):
        _open(settings, "kitchn")


def test_a_folder_with_nothing_to_read_is_named(settings, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "broken.pdf").write_bytes(b"no pdf")
    with pytest.raises(DocumentError, match=r"Nothing at .*empty.* can be read"):
        _open(settings, str(empty))


def test_the_users_folder_is_the_default():
    assert library(Settings()).root.is_absolute()
    assert not library(Settings(data_dir=Path("here"))).root.is_absolute()
