import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from mrkl_core.errors import DocumentError
from mrkl_experts.documents import load, parse
from mrkl_experts.documents.document import Heading

PAGE = """<!doctype html><html><head><meta charset="windows-1252"><title>Leave</title>
<script>var tracking = 1;</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Leave policy</h1><p>Every employee may take sixteen weeks of parental leave, as the
caf\xe9 committee decided after a long and careful discussion with everybody.</p>
<p>Notice must be given two months ahead, in writing, to the head of the department.</p></article>
<footer>Imprint</footer></body></html>""".encode("cp1252")


def pdf(*pages: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def encrypted(data: bytes, password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_plain_text_is_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("Grüße\r\nzwei".encode())
    document = load(path)
    assert (document.name, document.text, document.path) == (
        "notes.txt",
        "Grüße\r\nzwei",
        str(path),
    )
    assert document.pages == ()
    assert load(path, name="other").name == "other"


def test_markdown_keeps_its_source_and_knows_its_headings() -> None:
    text = "# Über\n\ntext\n\n```\n# not a heading\n```\n\n## Leave *now*\nmore\n\nLast\n====\nend"
    document = parse("handbook.md", text.encode())
    assert document.text == text
    raw = text.encode()
    assert document.headings == (
        Heading(0, "Über"),
        Heading(raw.index(b"## Leave"), "Über > Leave *now*"),
        Heading(raw.index(b"Last"), "Last"),
    )


def test_html_gives_the_main_text_in_the_declared_encoding() -> None:
    text = parse("leave.html", PAGE).text
    assert "sixteen weeks of parental leave" in text
    assert "café committee" in text
    assert "tracking" not in text
    assert "Imprint" not in text


def test_html_blocks_are_apart_but_rows_and_items_together() -> None:
    page = b"""<main><h2>Leave</h2><p>Sixteen weeks.</p><ul><li>Ask.</li><li>Wait.</li></ul>
        <table><tr><th>City</th></tr><tr><td>Oslo</td></tr></table><p>End.</p></main>"""
    text = parse("a.html", page).text
    assert text == ("Leave\n\nSixteen weeks.\n- Ask.\n- Wait.\n| City | \n|---|\n| Oslo | \n\nEnd.")


def test_html_without_a_main_part_gives_all_its_text() -> None:
    assert "Short note" in parse("a.htm", b"<p>Short note</p>").text


def test_pdf_gives_text_and_page_starts() -> None:
    document = parse("report.pdf", pdf("Revenue was 3 million.", "Costs fell."))
    second = document.pages[1]
    assert document.pages[0] == 0
    assert document.text.encode()[:second].decode().strip() == "Revenue was 3 million."
    assert document.text.encode()[second:].decode().strip() == "Costs fell."


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_pdf_opens_without_a_password_or_says_so(algorithm: str) -> None:
    plain = pdf("Open to all.")
    assert "Open to all." in parse("a.pdf", encrypted(plain, "", algorithm)).text
    with pytest.raises(DocumentError, match=r"'a\.pdf' is encrypted\. Save a copy") as caught:
        parse("a.pdf", encrypted(plain, "secret", algorithm))
    assert caught.value.to_dict()["context"] == {"path": "a.pdf"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF-1.7 broken", r"'a.pdf' is damaged \(\w+: .+\)\. Save"),
        ("a.pdf", b"", r"'a\.pdf' is damaged \(EmptyFileError"),
        ("a.pdf", pdf(""), "'a.pdf' holds no text. .*OCR"),
        ("a.html", b"<!-- -->", "'a.html' holds no text"),
        ("a.txt", b" \n\t", "'a.txt' holds no text"),
        ("a.html", b"", "'a.html' holds no text"),
        ("a.txt", bytes(range(256)), "'a.txt' holds binary data"),
        ("a.docx", b"PK", r"'a.docx' is of no kind that can be read. .*\.md"),
        ("README", b"text", "'README' is of no kind"),
    ],
)
def test_what_cannot_be_read_names_the_file_and_the_remedy(
    name: str, data: bytes, message: str
) -> None:
    with pytest.raises(DocumentError, match=message):
        parse(name, data)


def test_missing_large_and_special_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not a file"):
        load(tmp_path / "none.txt")
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(DocumentError, match="is not a file"):
        load(pipe)
    large = tmp_path / "large.txt"
    large.write_text("x" * 2000)
    with pytest.raises(DocumentError, match="has 2,000 bytes; the most is 1,000"):
        load(large, most_bytes=1000)


def test_what_the_system_reports_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"cannot be read: File name too long\. Check"):
        load(tmp_path / ("n" * 300 + ".txt"))
