import io
import json

import pytest

from mrkl.testing import FakeExpert
from mrkl_apps.cli.failures import exit_code
from mrkl_apps.cli.options import read_question
from mrkl_backends.echo import EchoModel
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_core.errors import QuestionError
from mrkl_core.values import ErrorRecord, Generation, ToolCall


def test_an_answer_is_printed_with_its_trace(mrkl):
    done = mrkl("ask", "shout tea and add 2 and 3")
    assert done.code == 0
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[0] == "GRÜEZI\N{REPLACEMENT CHARACTER}[31m"
    assert lines[1] == "5"
    assert lines[2].startswith("plan  confidence 0.875  ")
    assert lines[3] == "├── shout tea and add 2 and 3"
    assert lines[5] == '│   ├── text = "tea"  copied from “tea”'
    assert '│   ├── expression = "2+3"  program from “2”, “3”' in lines
    assert "│   ├── base = 10  default spec" in lines
    assert not any("note" in line for line in lines)
    assert lines[-1] == "└── source songs.pdf, page 2, bytes 3-9"
    assert "\x1b" not in done.out


def test_the_trace_can_be_left_out(mrkl):
    assert mrkl("ask", "--no-trace", "add 2 and 3").out == "5\n"


def test_json_is_one_document_that_reads_back(mrkl):
    done = mrkl("ask", "--json", "please shout grüezi now")
    answer = from_dict(Answer, json.loads(done.out))
    assert done.out.count("\n") == 1
    assert answer.replay() == ({"text": "grüezi"},)


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_question_can_be_piped(mrkl, arguments):
    done = mrkl("ask", "--no-trace", *arguments, text="add 2 and 3\n")
    assert (done.code, done.out) == (0, "5\n")


def test_a_failing_expert_is_exit_code_1(mrkl):
    done = mrkl("ask", "break it")
    assert done.code == 1
    assert "✗ expert_unavailable: Down. Wait." in done.out
    assert json.loads(mrkl("ask", "--json", "break it").out)["steps"][0]["error"]["code"] == (
        "expert_unavailable"
    )


@pytest.mark.parametrize("question", ["shout", "what is love"])
def test_asking_back_and_abstaining_are_answers(mrkl, question):
    assert mrkl("ask", question).code == 0
    assert "reason: " in mrkl("ask", question).out


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (["ask", ""], "", "mrkl: The question is empty. Write a question."),
        (["ask"], "", "mrkl: The question is empty."),
        (["ask"], b"\xff\xfe", "mrkl: Standard input is not UTF-8 text: byte 0 is 0xff."),
        (["ask"], "x" * 1_000_000, "mrkl: The question has 32769 bytes or more"),
        (["ask"], "é" * 20_000, "mrkl: The question has 327"),
        (["ask"], "x" + "é" * 20_000, "mrkl: The question has"),
        (["ask", "a\x1bb"], "", "mrkl: The question holds the control character U+001B"),
        (["ask", "a\udcff"], "", "mrkl: The question holds a lone surrogate, U+DCFF"),
        (["ask", "--expert", "shot", "x"], "", "mrkl: No expert is called 'shot'."),
    ],
)
def test_bad_questions_are_exit_code_2_and_one_message(mrkl, arguments, text, message):
    done = mrkl(*arguments, text=text)
    assert done.code == 2
    assert done.err.startswith(message)
    assert done.out == ""


def test_with_json_an_error_is_json_too(mrkl):
    done = mrkl("ask", "--json", "")
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == "question_error"


class Terminal(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self):
        return True


def test_a_terminal_without_a_question_is_told_so(monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal())
    with pytest.raises(QuestionError, match="No question was given"):
        read_question(None)


def test_options_become_settings(mrkl, scripted):
    done = mrkl(
        "ask", "--db", "sqlite:///x", "--docs", "a", "--docs", "b", "--model", "echo",
        "--expert", "add", "add 2 and 3",
    )  # fmt: skip
    assert done.code == 0
    (settings,) = scripted.settings
    assert settings.database_url == "sqlite:///x"
    assert settings.collections == ("a", "b")
    assert settings.model == "echo"


def test_problems_are_told_on_standard_error(mrkl, scripted):
    scripted.problems = [ErrorRecord(code="x", message="No database.", hint="Start it.")]
    done = mrkl("ask", "--json", "add 2 and 3")
    assert done.err == "mrkl: No database. Start it.\n"
    assert json.loads(done.out)["value"] == 5


def test_an_unknown_setting_is_exit_code_2(mrkl, monkeypatch):
    monkeypatch.setenv("MRKL_MODLE", "x")
    done = mrkl("ask", "x")
    assert done.code == 2
    assert "Did you mean 'MRKL_MODEL'?" in done.err


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["ask", "--jsno", "x"], ["--jsno", "--json"]),
        (["aks", "x"], ["aks", "ask"]),
        (["ask", "--db"], ["--db"]),
        (["serve", "--port", "99999"], ["--port", "65535"]),
        (["index", "absent.md", "--name", "x"], ["absent.md", "does not exist"]),
        (["index", "."], ["--name"]),
        (["plugins", "lst"], ["lst"]),
    ],
)
def test_bad_usage_names_the_thing(mrkl, arguments, names):
    done = mrkl(*arguments)
    assert done.code == 2
    assert all(name in done.err for name in names)
    assert "Traceback" not in done.err


def test_a_bug_is_one_message_without_a_traceback(mrkl, scripted):
    def fails(settings, **options):
        raise ZeroDivisionError("oh")

    scripted.system = fails
    done = mrkl("ask", "x")
    assert done.code == 1
    assert done.err.startswith("mrkl: unexpected ZeroDivisionError: oh")
    assert "Traceback" not in done.err


def test_version_and_help(mrkl):
    assert mrkl("--version").out.startswith("mrkl 0.")
    assert "Commands" in mrkl("--help").out
    assert mrkl("-v", "ask", "--no-trace", "add 2 and 3").out == "5\n"


@pytest.mark.parametrize(
    ("code", "wanted"), [("question_error", 2), ("settings_error", 2), ("weights_error", 1)]
)
def test_exit_codes(code, wanted):
    assert exit_code(code) == wanted


@pytest.mark.parametrize("command", ["ask", "chat"])
def test_thinking_is_an_option(mrkl, scripted, command):
    call = ToolCall(name="broken", arguments={"text": "it"})
    scripted.model = EchoModel([Generation(text="", tool_calls=(call,)), "Mended."])
    asked = ("ask", "what is love") if command == "ask" else ("chat",)
    done = mrkl(*asked, "--think", "on", text="what is love\n")
    assert done.code == 0
    assert "Mended." in done.out
    assert "derived language_model" in done.out
    assert {request.think for request in scripted.model.requests} == {"on"}


def test_thinking_is_on_off_or_auto(mrkl):
    done = mrkl("ask", "what is love", "--think", "maybe")
    assert done.code == 2
    assert "'on', 'off', 'auto'" in done.err


def test_documents_that_are_named_get_what_the_router_abstains_from(mrkl, scripted):
    scripted.more_experts = [FakeExpert("documents", lambda found, _: f"see {found['text']}")]
    assert mrkl("ask", "where", "--no-trace", "--docs", "a").out == "see where\n"
    assert "No expert is confident" in mrkl("ask", "where", "--no-trace").out
