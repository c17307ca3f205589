import asyncio
import contextlib

import pytest

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import ScriptedRouter
from mrkl_apps.store import open_store
from mrkl_apps.uploads import parsing
from mrkl_apps.uploads.child import parsed
from mrkl_apps.uploads.indexer import Indexer, Received
from mrkl_apps.uploads.indexes import Indexes
from mrkl_apps.uploads.parsing import parse_apart
from mrkl_apps.uploads.receiving import receive_file
from mrkl_apps.uploads.shelf import Shelf
from mrkl_apps.uploads.uploads import Uploads
from mrkl_core.errors import DocumentError
from mrkl_experts.documents import Collection, Document, DocumentsExpert


class Encoder:
    """Embeds every text the same way, or fails."""

    def __init__(self, error=None):
        self.error = error

    def encode(self, texts):
        import numpy as np

        if self.error:
            raise self.error
        return np.full((len(texts), 4), 0.5, np.float32)


def chunks(*pieces):
    async def yielding():
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    return yielding()


@pytest.fixture
def scenario(tmp_path):
    """Run a coroutine with a store and the uploads over it."""

    def run(work, encoder=None):
        async def within():
            store = await open_store(None, folder=tmp_path)
            system = System(
                router=ScriptedRouter(),
                experts=[DocumentsExpert((), None, encoder)],
                settings=Settings(data_dir=tmp_path),
            )
            uploads = Uploads(store.collections, system, folder=tmp_path / "uploads")
            try:
                return await asyncio.wait_for(work(store, uploads), 60)
            finally:
                await uploads.aclose()
                await store.aclose()

        return asyncio.run(within())

    return run


async def settled(uploads, collection):
    while True:
        files = (await uploads.get("o", collection)).files
        if all(file.status in ("ready", "failed") for file in files):
            return files
        await asyncio.sleep(0.02)


def test_passages_are_embedded_and_progress_ends_ready(scenario):
    async def work(store, uploads):
        made = await uploads.add("o", "n")
        await uploads.receive("o", made.id, "a.txt", chunks(b"one ", b"two"))
        (file,) = await settled(uploads, made.id)
        return file, (await uploads.find("o"))[0]

    file, info = scenario(work, Encoder())
    assert (file.status, file.bytes) == ("ready", 7)
    assert (info.files, info.ready, info.shared) == (1, 1, False)


def test_an_unexpected_failure_is_told_of_the_file_alone(scenario):
    async def work(store, uploads):
        made = await uploads.add("o", "n")
        for name in ("a.txt", "b.txt"):
            await uploads.receive("o", made.id, name, chunks(b"text"))
        return await settled(uploads, made.id)

    files = scenario(work, Encoder(ZeroDivisionError("secret")))
    assert [file.status for file in files] == ["failed", "failed"]
    assert files[0].error.message == "'a.txt' cannot be indexed."


def test_files_that_waited_are_indexed_after_the_next_start(tmp_path):
    async def work():
        store = await open_store(None, folder=tmp_path)
        made = await store.collections.add("o", "n")
        for name in ("a.txt", "lost.txt"):
            file = await store.collections.add_file("o", made.id, name, 4)
            if name == "a.txt":
                path = tmp_path / "uploads" / "incoming" / file.id
                path.parent.mkdir(parents=True)
                path.write_bytes(b"text")
                path.with_name("arriving_half").write_bytes(b"te")
        system = System(router=ScriptedRouter(), settings=Settings(data_dir=tmp_path))
        uploads = Uploads(store.collections, system, folder=tmp_path / "uploads")
        await uploads.resume()
        files = await asyncio.wait_for(settled(uploads, made.id), 60)
        await uploads.aclose()
        await store.aclose()
        return files

    files = asyncio.run(work())
    assert files[1].error.message == "'lost.txt' was lost as the server stopped."
    assert [(file.name, file.status) for file in files] == [
        ("a.txt", "ready"),
        ("lost.txt", "failed"),
    ]
    assert list((tmp_path / "uploads" / "incoming").iterdir()) == []


@pytest.mark.parametrize("gone", ["file", "collection"])
def test_what_is_deleted_while_it_is_indexed_stays_deleted(tmp_path, gone):
    async def work():
        store = await open_store(None, folder=tmp_path)
        indexes = Indexes(tmp_path / "indexes")
        indexer = Indexer(store.collections, indexes, None)
        made = await store.collections.add("o", "n")
        file = await store.collections.add_file("o", made.id, "a.txt", 4)
        indexes.open(made.id).put(Document(name="a.txt", text="text"))
        if gone == "file":
            await store.collections.delete_file("o", file.id)
        else:
            await store.collections.delete("o", made.id)
        path = tmp_path / "a"
        path.write_bytes(b"text")
        indexer.put(Received(owner="o", collection=made.id, file=file, path=path))
        while path.exists():
            await asyncio.sleep(0.02)
        await indexer.aclose()
        kept = indexes.open(made.id).documents() if gone == "file" else None
        indexes.close()
        await store.aclose()
        return kept

    kept = asyncio.run(work())
    assert kept == (() if gone == "file" else None)
    assert any((tmp_path / "indexes").iterdir()) is (gone == "file")


@pytest.mark.parametrize("pieces", [(), (b"",), (b"some", ConnectionError("gone"))])
def test_a_file_that_breaks_off_leaves_nothing(tmp_path, pieces):
    path = tmp_path / "in" / "a"
    with pytest.raises((DocumentError, ConnectionError)):
        asyncio.run(receive_file(chunks(*pieces), path))
    assert list(path.parent.iterdir()) == []


def test_a_file_whose_collection_goes_while_it_comes_leaves_nothing(scenario, tmp_path):
    async def work(store, uploads):
        made = await uploads.add("o", "n")

        async def coming():
            yield b"text"
            await uploads.delete("o", made.id)

        with pytest.raises(Exception, match="collection"):
            await uploads.receive("o", made.id, "a.txt", coming())

    scenario(work)
    assert list((tmp_path / "uploads" / "incoming").iterdir()) == []


def test_a_file_that_takes_too_long_is_given_up(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    with pytest.raises(DocumentError, match="takes more than 0 s"):
        asyncio.run(parse_apart(path, "a.txt", seconds=0))


def test_a_parser_that_dies_is_a_typed_error(tmp_path):
    with pytest.raises(DocumentError, match="more time or memory"):
        asyncio.run(parse_apart(tmp_path / "missing.txt", "missing.txt"))


def test_the_child_says_what_a_file_is_or_why_it_is_nothing(tmp_path):
    path = tmp_path / "a"
    path.write_text("text", encoding="utf-8")
    assert parsed(path, "a.txt")["document"]["text"] == "text"
    assert "no kind" in parsed(path, "a.png")["error"]["message"]


def test_parsing_keeps_pages_and_headings(tmp_path):
    path = tmp_path / "x"
    path.write_text("# One\n\ntext\n", encoding="utf-8")
    document = asyncio.run(parse_apart(path, "a.md"))
    assert (document.name, document.headings[0].path) == ("a.md", "One")
    assert parsing.SECONDS > 0


def test_passages_do_not_cut_characters(tmp_path):
    with Collection(tmp_path / "a.sqlite", name="a") as made:
        made.put(Document(name="d", text="äöü one äöü", pages=(0, 7)))
        shelf = Shelf([made])
        passage = shelf.passage("a/d", 7, 10, around=2)
        assert (passage.text, passage.offset, passage.page) == (" one ä", 6, 2)
        assert shelf.passage("d", 7, 10, around=1000).text == "äöü one äöü"
        for start, end in ((7, 7), (0, 99), (9, 8)):
            with pytest.raises(DocumentError, match="are outside of"):
                shelf.passage("d", start, end, around=0)
        with pytest.raises(DocumentError, match="No collection of yours"):
            shelf.passage("e", 0, 1, around=0)


def test_a_collection_is_opened_once_and_may_be_renamed(tmp_path):
    indexes = Indexes(tmp_path)
    with contextlib.closing(indexes):
        first = indexes.open("x", "one")
        assert indexes.open("x", "two") is first
        assert first.name == "two"
        indexes.delete("x")
        indexes.delete("never")
    assert list(tmp_path.iterdir()) == []
