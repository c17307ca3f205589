import contextlib
import io
import json
import signal
import socket
import threading
import time

import httpx
import pytest

from mrkl.plugins import GROUP
from mrkl_apps.cli.main import main
from mrkl_router.weights import SHIPPED


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


# Chat


def test_a_piped_conversation_is_answered_line_by_line(mrkl):
    done = mrkl("chat", text="/trace\nplease shout grüezi now\n\nadd 2 and 3\n/quit\nadd 2 and 3\n")
    assert done.code == 0
    assert lines(done.out) == ["Traces are hidden.", "GRÜEZI\N{REPLACEMENT CHARACTER}[31m", "5"]


def test_later_turns_show_the_words_of_earlier_ones(mrkl):
    done = mrkl("chat", text="please shout grüezi now\nand again\n")
    assert 'text = "grüezi"  copied turn:0 from “grüezi”' in done.out


def test_a_new_conversation_forgets(mrkl):
    done = mrkl("chat", text="please shout grüezi now\n/new\nand again\n/exit\n")
    assert "provenance_error" in done.out
    assert "A new conversation." in done.out


def test_commands_are_explained(mrkl):
    done = mrkl("chat", text="/experts\n/help\n/nonsense\n/trace\n/trace\n")
    assert "add: A fake expert called add." in done.out
    assert done.out.count("/quit") == 2
    assert "Unknown command '/nonsense'." in done.out
    assert "Traces are shown." in done.out


def test_a_bad_question_does_not_end_the_session(mrkl):
    done = mrkl("chat", text="a\x00b\nadd 2 and 3\n")
    assert "control character U+0000" in done.out
    assert "5" in lines(done.out)


class Terminal(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize("text", ["add 2 and 3\n", "add 2 and 3\n/quit\n"])
def test_a_person_is_prompted(scripted, capsys, monkeypatch, text):
    monkeypatch.setattr("sys.stdin", Terminal(text))
    with pytest.raises(SystemExit):
        main(["chat"], scripted)
    out = capsys.readouterr().out
    assert "/help" in out
    assert "› 5" in out


# Serving


def test_a_port_in_use_is_exit_code_1(mrkl):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = mrkl("serve", "--port", taken.getsockname()[1])
    assert done.code == 1
    assert done.err.startswith("mrkl: Cannot listen on '127.0.0.1', port ")
    assert "Address already in use" in done.err
    assert mrkl("serve", "--host", "::zz", "--open").code == 1


def test_the_endpoint_answers_until_it_is_told_to_stop(scripted, monkeypatch, tmp_path):
    """Serve in this process; a thread asks, then interrupts like a terminal does."""
    monkeypatch.setenv("MRKL_DATA_DIR", str(tmp_path))
    lines = io.StringIO()

    def ask_and_stop():
        while "http://" not in lines.getvalue():
            time.sleep(0.05)
        address = lines.getvalue().split("serves ")[1].split()[0]
        seen.append(httpx.post(f"{address}/v1/ask", json={"question": "add 2 and 3"}).json())
        signal.raise_signal(signal.SIGINT)

    seen = []
    asking = threading.Thread(target=ask_and_stop)
    asking.start()
    with contextlib.redirect_stderr(lines), pytest.raises(SystemExit):
        main(["serve", "--port", "0"], scripted)
    asking.join()
    assert seen[0]["value"] == 5


# Plug-ins


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    """Put a distribution with plug-ins on the path, as if it were installed."""
    folder = tmp_path / "site"
    info = folder / "kitchen-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kitchen\nVersion: 1.2\n")
    (folder / "kitchen_cli.py").write_text(
        "from mrkl.testing import FakeExpert\nmade = [FakeExpert('cook'), FakeExpert('bake')]\n"
    )

    def install(*points):
        (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *points, ""]))
        monkeypatch.syspath_prepend(folder)

    return install


def test_without_plugins_it_says_where_they_come_from(mrkl):
    done = mrkl("plugins", "list")
    assert (done.code, done.out) == (
        0,
        "No plug-ins are installed. A package offers experts in the group 'mrkl.experts'.\n",
    )
    assert json.loads(mrkl("plugins", "list", "--json").out) == []


def test_plugins_are_listed(mrkl, kitchen):
    kitchen("cook = kitchen_cli:made")
    assert mrkl("plugins", "list").out == "cook  kitchen 1.2  cook, bake\n"
    assert json.loads(mrkl("plugins", "list", "--json").out) == [
        {
            "name": "cook",
            "package": "kitchen",
            "version": "1.2",
            "target": "kitchen_cli:made",
            "experts": ["cook", "bake"],
            "error": None,
        }
    ]


def test_a_broken_plugin_is_shown_with_its_error(mrkl, kitchen):
    kitchen("cook = kitchen_absent:made")
    done = mrkl("plugins", "list")
    assert done.code == 1
    assert done.out.startswith("cook  kitchen 1.2  FAILED: Plug-in 'cook'")


# Index


@pytest.fixture
def notes(tmp_path, monkeypatch):
    monkeypatch.setenv("MRKL_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "tea.md").write_text("# Tea\n\nGreen tea wants 70 degrees.\n")
    return folder


def test_files_become_a_collection(mrkl, notes):
    done = mrkl("index", notes, "--name", "kitchen", "--words-only")
    assert done.code == 0
    assert done.out == (
        "Collection 'kitchen': 1 added, 0 updated, 0 unchanged, 0 skipped, 0 failed; "
        "0 passages embedded.\n"
    )
    record = json.loads(mrkl("index", notes, "--name", "kitchen", "--words-only", "--json").out)
    assert record["collection"] == "kitchen"
    assert record["files"][0]["status"] == "unchanged"


def test_a_file_that_cannot_be_read_is_named(mrkl, notes):
    (notes / "broken.pdf").write_bytes(b"no pdf")
    done = mrkl("index", notes, "--name", "kitchen", "--words-only")
    assert done.code == 1
    assert "broken.pdf" in done.err
    done = mrkl("index", notes, "--name", "kitchen", "--words-only", "--json")
    files = {row["path"].rpartition("/")[2]: row for row in json.loads(done.out)["files"]}
    assert "error" in files["broken.pdf"]


def test_a_name_that_cannot_be_used_is_refused(mrkl, notes):
    done = mrkl("index", notes, "--name", "../up", "--words-only")
    assert done.code == 1
    assert "'../up' cannot name a collection" in done.err


@pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)
def test_passages_are_embedded(mrkl, notes):
    done = mrkl("index", notes, "--name", "kitchen")
    assert "1 passages embedded" in done.out


@pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)
def test_the_usual_setup_answers_and_routes_tools(mrkl, monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_OFFLINE", "1")
    done = mrkl("route", "--json", "What is 15% of 2,480?", setup=None)
    assert json.loads(done.out)["calls"][0]["name"] == "calculator"
    (tmp_path / "tools.json").write_text('[{"name": "sing", "examples": ["sing a song"]}]')
    done = mrkl("route", "--json", "--tools", "tools.json", "sing a song", setup=None)
    assert {call["name"] for call in json.loads(done.out)["calls"]} <= {"sing"}
