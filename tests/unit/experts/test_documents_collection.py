import logging
import sqlite3
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mrkl_core.errors import CollectionNotFoundError, DocumentError
from mrkl_experts.documents import Collection, Document, Library
from mrkl_experts.documents.search import fuse, match_expression


class HashingEncoder:
    """A bag of hashed words; ``salt`` makes another encoder of it."""

    def __init__(self, width: int = 64, salt: str = "") -> None:
        self.width, self.salt, self.encoded = width, salt, 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01
            for word in text.lower().replace(".", " ").split():
                row[zlib.crc32((self.salt + word).encode()) % self.width] += 1.0
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def filled(file: Path) -> Collection:
    collection = Collection(file)
    collection.put(Document(name="leave.md", text="Parents get 16 weeks of parental leave."))
    collection.put(Document(name="travel.md", text="Trains are preferred to planes."))
    collection.put(Document(name="é.txt", text="Grüße. Das Büro öffnet um neun."))
    return collection


def test_words_are_found_in_their_inflections_and_in_titles(tmp_path: Path) -> None:
    with filled(tmp_path / "kb.sqlite") as collection:
        (hit,) = collection.search("which train?")
        assert (hit.document, hit.start, hit.end) == ("travel.md", 0, 31)
        assert hit.text == "Trains are preferred to planes."
        assert (hit.page, hit.heading, hit.cosine) == (None, "", None)
        assert [found.document for found in collection.search("travel")] == ["travel.md"]
        assert [found.document for found in collection.search("Büro")] == ["é.txt"]
        assert collection.search("zebra") == ()
        assert collection.search("?!") == ()
        assert repr(collection) == f"Collection('kb', file={str(tmp_path / 'kb.sqlite')!r})"


def test_hits_point_at_bytes_of_the_stored_text(tmp_path: Path) -> None:
    with filled(tmp_path / "kb.sqlite") as collection:
        (hit,) = collection.search("öffnet")
        text = collection.document("é.txt").text
        assert text.encode()[hit.start : hit.end].decode() == hit.text


def test_documents_are_listed_replaced_and_removed(tmp_path: Path) -> None:
    with filled(tmp_path / "kb.sqlite") as collection:
        collection.put(Document(name="leave.md", text="Nobody leaves.", pages=(0, 7)))
        listed = collection.documents()
        assert [(info.name, info.bytes, info.passages) for info in listed] == [
            ("leave.md", 14, 1),
            ("travel.md", 31, 1),
            ("é.txt", 35, 1),
        ]
        assert collection.document("leave.md").pages == (0, 7)
        assert collection.search("parental") == ()
        collection.remove("leave.md")
        assert collection.search("leaves") == ()
        with pytest.raises(DocumentError, match=r"no document 'leave\.md'. Known: travel.md"):
            collection.remove("leave.md")
        with pytest.raises(DocumentError, match=r"Did you mean 'travel\.md'"):
            collection.document("travels.md")


def test_text_that_utf8_cannot_hold_is_refused_and_loses_nothing(tmp_path: Path) -> None:
    with filled(tmp_path / "kb.sqlite") as collection:
        with pytest.raises(DocumentError, match=r"The text of 'leave\.md' holds characters"):
            collection.put(Document(name="leave.md", text="a\ud800"))
        assert len(collection.search("parental")) == 1


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_is_query_syntax(query: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'porter unicode61')")
    database.execute("INSERT INTO words VALUES ('secret')")
    expression = match_expression(query)
    if expression:
        database.execute("SELECT * FROM words WHERE words MATCH ?", (expression,)).fetchall()
    database.close()


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ('text:x* OR "NEAR(a b)', '"text" OR "x" OR "near" OR "b"'),
        ("what is the notice period?", '"notice" OR "period"'),
        ("Notice NOTICE notice", '"notice"'),
        ("what is it?", '"what" OR "is" OR "it"'),
        ('";--', ""),
    ],
)
def test_match_expression(query: str, expression: str) -> None:
    assert match_expression(query) == expression


def test_long_queries_are_cut() -> None:
    assert match_expression(" ".join(f"w{number}" for number in range(500))).count("OR") == 63


def test_fusion_prefers_what_both_rankings_have() -> None:
    assert [key for key, _ in fuse([1, 2, 3], [3, 4], 1.0)] == [3, 1, 2, 4]
    assert fuse([7], []) == [(7, 1 / 61)]
    assert [key for key, _ in fuse([9], [5])] == [9, 5]
    assert [key for key, _ in fuse([9], [5], 1.0)] == [5, 9]


def test_meaning_is_searched_where_there_are_vectors(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    with filled(tmp_path / "kb.sqlite") as collection:
        seen: list[tuple[int, int]] = []
        assert collection.embed(encoder, lambda done, total: seen.append((done, total))) == 3
        assert seen == [(3, 3)]
        assert collection.embed(encoder) == 0
        first = collection.search("of of of", encoder=encoder)[0]
        assert first.document == "leave.md"
        assert first.cosine == pytest.approx(0.35, abs=0.1)
        collection.put(Document(name="new.md", text="Zebras graze."))
        assert collection.embed(encoder) == 1
        assert collection.search("zebras", encoder=encoder)[0].document == "new.md"
        assert collection.search("quagga", encoder=encoder) == ()


def test_vectors_of_another_encoder_are_not_used_but_renewed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = HashingEncoder(salt="x")
    with filled(tmp_path / "kb.sqlite") as collection:
        collection.embed(HashingEncoder())
        with caplog.at_level(logging.WARNING):
            for _ in range(2):
                (hit,) = collection.search("trains", encoder=other)
        assert hit.cosine is None
        assert caplog.messages == [
            "Collection 'kb' has no vectors of this encoder: searching by words only."
            " Run `mrkl index PATH --name kb` again to add them."
        ]
        assert collection.embed(other) == 3
        assert collection.search("trains", encoder=other)[0].cosine is not None
        assert collection.embed(HashingEncoder(width=32)) == 3


def test_an_empty_collection_finds_nothing(tmp_path: Path) -> None:
    with Collection(tmp_path / "kb.sqlite") as collection:
        encoder = HashingEncoder()
        assert collection.search("x", encoder=encoder) == ()
        assert collection.embed(encoder) == 0
        assert collection.search("x", encoder=encoder) == ()
        assert collection.documents() == ()


def test_many_passages_are_ranked_by_cosine(tmp_path: Path) -> None:
    encoder = HashingEncoder(width=256)
    with Collection(tmp_path / "kb.sqlite") as collection:
        for number in range(150):
            collection.put(Document(name=f"{number}.txt", text=f"shared word{number}"))
        seen: list[tuple[int, int]] = []
        collection.embed(encoder, lambda done, total: seen.append((done, total)))
        assert seen == [(64, 150), (128, 150), (150, 150)]
        hits = collection.search("shared word77", 5, encoder=encoder)
        assert len(hits) == 5
        assert hits[0].document == "77.txt"


def test_a_collection_serves_several_threads(tmp_path: Path) -> None:
    found: list[int] = []
    with filled(tmp_path / "kb.sqlite") as collection:
        threads = [
            threading.Thread(target=lambda: found.append(len(collection.search("trains"))))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [1] * 8


def test_two_connections_see_each_others_documents(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    with filled(tmp_path / "kb.sqlite") as one, Collection(tmp_path / "kb.sqlite") as two:
        one.embed(encoder)
        assert len(two.search("trains", encoder=encoder)) == 1
        one.put(Document(name="more.md", text="More trains."))
        one.embed(encoder)
        assert two.search("more trains", encoder=encoder)[0].document == "more.md"


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    collection = filled(tmp_path / "kb.sqlite")
    collection.close()
    assert [path.name for path in tmp_path.iterdir()] == ["kb.sqlite"]
    with pytest.raises(DocumentError, match="Collection 'kb' failed: Cannot operate on a closed"):
        collection.documents()


def test_files_that_are_no_collection_are_refused(tmp_path: Path) -> None:
    junk = tmp_path / "junk.sqlite"
    junk.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DocumentError, match=r"cannot be opened: file is not a database\. Delete"):
        Collection(junk)
    foreign = tmp_path / "foreign.sqlite"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(DocumentError, match=r"is not a collection of this version \(1\)"):
        Collection(foreign)
    with pytest.raises(DocumentError, match="cannot be opened: unable to open"):
        Collection(tmp_path / "none.sqlite", create=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentError, match="cannot be opened"):
        Collection(tmp_path / "file" / "kb.sqlite")


def test_a_library_creates_lists_opens_and_deletes(tmp_path: Path) -> None:
    library = Library(tmp_path / "collections")
    assert library.names() == ()
    library.create("hand-book").close()
    library.create("Law_2").close()
    assert library.names() == ("Law_2", "hand-book")
    with library.open("hand-book") as collection:
        assert collection.name == "hand-book"
    with pytest.raises(CollectionNotFoundError) as caught:
        library.open("handbook")
    assert str(caught.value) == (
        "No document collection 'handbook'. Known: Law_2, hand-book. Did you mean 'hand-book'?"
        " Build it with `mrkl index PATH --name handbook`."
    )
    library.delete("Law_2")
    assert library.names() == ("hand-book",)


@pytest.mark.parametrize("name", ["", "../up", "a/b", "a.b", ".hidden", "-x", "ä", "x" * 65, "a\n"])
def test_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="cannot name a collection"):
        Library(tmp_path).create(name)
    assert list(tmp_path.iterdir()) == []


def test_the_default_root_is_the_users_data_folder() -> None:
    assert Library().root.parts[-2:] == ("mrkl", "collections")
