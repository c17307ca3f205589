import json

import pytest

TOOLS = [{"name": "shout", "description": "Shouts."}, {"name": "sing"}]


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def batch(tmp_path):
    def write(*lines):
        file = tmp_path / "in.jsonl"
        file.write_bytes(
            b"".join(
                (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n"
                for line in lines
            )
        )
        return file

    return write


def test_one_question_is_decided_but_not_run(mrkl):
    done = mrkl("route", "please shout grüezi now")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines == [
        "call  confidence 0.990",
        "├── please shout grüezi now",
        "└── shout  confidence 0.990",
        '    └── text = "grüezi"  copied from “grüezi”',
    ]


def test_a_reason_is_shown(mrkl):
    assert "reason: shout needs text" in mrkl("route", "shout").out
    assert "reason: not in the script" in mrkl("route", text="else").out


def test_scores_are_explained(mrkl):
    done = mrkl("route", "--explain", "please shout grüezi now")
    assert "threshold" in done.out
    assert "1.000" in done.out
    record = json.loads(mrkl("route", "--explain", "--json", "please shout grüezi now").out)
    assert [score["expert"] for score in record["scores"]] == ["shout", "add", "broken"]


def test_a_batch_gives_one_decision_for_each_line(mrkl, batch, tmp_path):
    file = batch(
        {"id": 1, "query": "add 2 and 3"}, {"id": "b", "query": "shout"}, {"query": "unknown"}
    )
    out = tmp_path / "out.jsonl"
    done = mrkl("route", "--batch", file, "--out", out)
    assert (done.code, done.out) == (0, "")
    first, second, third = rows(out.read_text())
    assert first["id"] == 1
    assert first["decision"] == "call"
    (found,) = first["calls"]
    assert (found["name"], found["arguments"]) == ("add", {"expression": "2+3"})
    assert found["confidence"] == 0.875
    assert found["provenance"]["expression"]["class"] == "program"
    assert first["ms"] >= 0
    assert (second["id"], second["decision"], second["calls"]) == ("b", "clarify", [])
    assert (third["id"], third["decision"]) == (None, "abstain")
    assert third["reason"] == "not in the script"


def test_bad_lines_are_reported_by_number_and_nothing_is_lost(mrkl, batch):
    deep = b"[" * 100_000
    file = batch(
        {"id": 1, "query": "add 2 and 3"},
        b"{not json",
        b"",
        [1],
        {"id": 5},
        {"id": 6, "query": ""},
        {"id": 7, "query": "x", "tols": []},
        {"id": 8, "query": 3},
        b'{"id": 9, "query": "\xff"}',
        deep,
        {"id": 11, "query": "x\ud800"},
        {"id": 12, "query": "shout", "tools": 3},
        {"id": 13, "query": "shout"},
    )
    done = mrkl("route", "--batch", file)
    assert done.code == 1
    assert "10 lines could not be routed" in done.err
    found = rows(done.out)
    assert [(row["id"], row.get("line")) for row in found] == [
        (1, None), (None, 2), (None, 4), (5, 5), (6, 6), (7, 7), (8, 8), (None, 9), (None, 10),
        (11, 11), (12, 12), (13, None),
    ]  # fmt: skip
    codes = {row["error"]["code"] for row in found if "error" in row}
    assert codes == {"value_format_error", "question_error"}


def test_a_batch_can_be_piped(mrkl):
    done = mrkl("route", "--batch", "-", "--out", "-", text='{"id":1,"query":"add 2 and 3"}\n')
    assert rows(done.out)[0]["decision"] == "call"


def test_tools_from_a_file_replace_the_experts(mrkl, batch, tmp_path, scripted):
    tools = tmp_path / "tools.json"
    tools.write_text(json.dumps(TOOLS))
    done = mrkl("route", "--batch", batch({"id": 1, "query": "shout"}), "--tools", tools)
    assert rows(done.out)[0]["decision"] == "clarify"
    (router,) = scripted.routers
    assert [spec.name for spec in router.registered] == ["shout", "sing"]
    assert scripted.settings == []


def test_each_line_may_bring_its_tools(mrkl, batch, scripted):
    file = batch(
        {"id": 1, "query": "shout", "tools": [{"name": "a"}]},
        {"id": 2, "query": "shout", "tools": [{"name": "b"}]},
        {"id": 3, "query": "shout"},
    )
    assert mrkl("route", "--batch", file).code == 0
    (router,) = scripted.routers
    assert [names for _, names, _ in router.asked] == [("a",), ("b",)]
    assert len(scripted.settings) == 1


def test_the_clock_can_be_set(mrkl):
    assert mrkl("route", "--clock", "2026-03-04T12:00:00+01:00", "add 2 and 3").code == 0
    done = mrkl("route", "--clock", "noon", "add 2 and 3")
    assert done.code == 2
    assert "'noon' is not an ISO 8601 time" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--batch", "in.jsonl", "x"], "--batch goes with neither"),
        (["--out", "o", "x"], "--out goes with --batch"),
        (["--batch", "absent.jsonl"], "There is no file 'absent.jsonl'"),
        (["--tools", "broken.json", "x"], "'broken.json' is not JSON"),
        (["--tools", "tools.json", "--explain", "x"], "--explain works on the built-in experts"),
        (["--expert", "adding", "x"], "No expert is called 'adding'"),
        ([], "The question is empty"),
    ],
)
def test_bad_usage_is_named(mrkl, batch, tmp_path, arguments, message):
    batch({"query": "x"})
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "tools.json").write_text("[]")
    done = mrkl("route", *arguments)
    assert done.code in (1, 2)
    assert message in " ".join(done.err.replace("│", " ").split())


def test_an_error_in_a_batch_of_tools_is_json(mrkl, batch, tmp_path):
    (tmp_path / "broken.json").write_text("{")
    done = mrkl("route", "--batch", batch({"query": "x"}), "--tools", "broken.json")
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == "value_format_error"
