"""Files on disk, through loaders and the SQLite file, to a cited answer."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from mrkl_core.protocols import Context
from mrkl_core.values import Span
from mrkl_experts.documents import Collection, DocumentsExpert, IndexReport, Progress, index


class LengthEncoder:
    """Unit vectors by text length; enough to count what was embedded."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        angles = np.array([len(text) % 7 for text in texts], dtype=np.float32) / 7
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "sub" / ".git").mkdir(parents=True)
    (root / "a.txt").write_text("Apples are red.")
    (root / "sub" / "b.md").write_text("# Bananas\n\nThey are yellow.")
    (root / "sub" / "c.html").write_text("<p>Cherries are small.</p>")
    (root / "sub" / ".git" / "d.txt").write_text("hidden")
    (root / ".hidden.txt").write_text("hidden")
    (root / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (root / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    canvas = Canvas(str(root / "report.pdf"))
    for text in ("Preface.", "Revenue was 3 million euros in 2024."):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return root


def statuses(report: IndexReport) -> dict[str, str]:
    return {Path(file.path).name: file.status for file in report.files}


def test_a_folder_is_indexed_and_one_bad_file_loses_no_other(folder: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    with Collection(tmp_path / "kb.sqlite") as collection:
        report = index(collection, [folder], encoder=LengthEncoder(), progress=seen.append)
        assert statuses(report) == {
            "a.txt": "added",
            "broken.pdf": "failed",
            "photo.jpg": "skipped",
            "report.pdf": "added",
            "b.md": "added",
            "c.html": "added",
        }
        assert report.count("added") == 4
        assert report.embedded == 4
        (failed,) = (file for file in report.files if file.status == "failed")
        assert "broken.pdf' is damaged (" in str(failed.error)
        names = [info.name for info in collection.documents()]
        assert names == ["a.txt", "report.pdf", "sub/b.md", "sub/c.html"]
    reads = [(step.done, step.total) for step in seen if step.stage == "read"]
    assert reads == [(count, 6) for count in range(1, 7)]
    assert [(step.done, step.total) for step in seen if step.stage == "embed"] == [(4, 4)]


def test_only_changed_files_are_read_again(folder: Path, tmp_path: Path) -> None:
    with Collection(tmp_path / "kb.sqlite") as collection:
        index(collection, [folder])
        (folder / "a.txt").write_text("Apples are green.")
        report = index(collection, [folder], encoder=LengthEncoder())
        assert statuses(report)["a.txt"] == "updated"
        assert report.count("unchanged") == 3
        assert report.embedded == 4
        assert collection.search("apples")[0].text == "Apples are green."


def test_documents_whose_file_is_gone_are_removed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("Elderberries are dark.")
    with Collection(tmp_path / "kb.sqlite") as collection:
        index(collection, [folder, elsewhere])
        (folder / "a.txt").unlink()
        elsewhere.unlink()
        report = index(collection, [folder])
        assert statuses(report)["a.txt"] == "removed"
        assert report.count("removed") == 1
        assert collection.search("apples") == ()
        assert len(collection.search("elderberries")) == 1


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for place in ("x/y", "z/y"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "a.txt").write_text(place)
    with Collection(tmp_path / "kb.sqlite") as collection:
        index(collection, [tmp_path / "x" / "y" / "a.txt"])
        index(collection, [tmp_path / "z" / "y"])
        assert [info.name for info in collection.documents()] == ["a.txt", "y/a.txt"]
        again = index(collection, [tmp_path / "z" / "y" / "a.txt", tmp_path / "x" / "y"])
        assert again.count("unchanged") == 2


def test_named_files_must_exist_and_be_of_a_known_kind(folder: Path, tmp_path: Path) -> None:
    with Collection(tmp_path / "kb.sqlite") as collection:
        report = index(collection, [folder / "none.txt", folder / "photo.jpg", folder / "a.txt"])
    assert [file.status for file in report.files] == ["failed", "failed", "added"]
    assert "is not a file" in str(report.files[0].error)
    assert "is of no kind that can be read" in str(report.files[1].error)


def test_file_names_that_are_not_utf8_are_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("Coffee is hot.")
    with Collection(tmp_path / "kb.sqlite") as collection:
        index(collection, [folder])
        assert collection.search("coffee")[0].document == "caf\ufffd.txt"
        assert index(collection, [folder]).count("unchanged") == 1


def test_an_interrupted_run_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done == 4:
            raise KeyboardInterrupt

    with Collection(tmp_path / "kb.sqlite") as collection:
        with pytest.raises(KeyboardInterrupt):
            index(collection, [folder], progress=interrupt)
        assert len(collection.documents()) == 2
        report = index(collection, [folder])
        assert report.count("unchanged") == 2
        assert report.count("added") == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from mrkl_experts.documents import Collection, index

def kill(progress):
    if progress.done == 4:
        os.kill(os.getpid(), signal.SIGKILL)

index(Collection(Path(sys.argv[1])), [Path(sys.argv[2])], progress=kill)
"""


def test_a_killed_run_leaves_a_whole_collection(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kb.sqlite"
    command = [sys.executable, "-c", KILLED, str(file), str(folder)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with Collection(file) as collection:
        assert [info.name for info in collection.documents()] == ["a.txt", "report.pdf"]
        assert index(collection, [folder]).count("unchanged") == 2


class RevenueReader:
    def read(self, question: str, passages: Sequence[str]) -> tuple[Span | None, ...]:
        starts = [passage.encode().find(b"3 million") for passage in passages]
        return tuple(
            Span(start=start, end=start + 9, score=0.9) if start >= 0 else None for start in starts
        )


def test_a_pdf_answers_with_its_page(folder: Path, tmp_path: Path) -> None:
    with Collection(tmp_path / "kb.sqlite") as collection:
        index(collection, [folder], encoder=LengthEncoder())
        expert = DocumentsExpert([collection], RevenueReader(), LengthEncoder())
        context = Context(clock=FixedClock(), question="", remaining_s=5.0)
        result = asyncio.run(expert.run({"query": "what was the revenue in 2024?"}, context))
        (source,) = result.sources
        text = collection.document("report.pdf").text.encode()
    assert result.value == "3 million"
    assert (source.document, source.page) == ("report.pdf", 2)
    assert text[source.start : source.end] == b"3 million"
