"""Whatever text comes in comes out again, as it was, and finds only itself."""

import json
import os
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_apps.store import ConflictError, NotFoundError
from mrkl_apps.store.searching import fold, snippet
from mrkl_apps.store.types import AnyText, Moment
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict
from mrkl_core.values import ErrorRecord

STRANGE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfff\ud800",
    "\ufffe",
    "\ufffe0041",
    "\uffff",
    "'; DROP TABLE messages; --",
    '"quoted" and \\',
    "100% _under_ /slash\\",
    ":name %(name)s %s ? $1",
    "Ω≈ç√∫ 田中さん 👩‍👩‍👧 \u202eright to left",
    "ﬁ ß İ ı ſ",
    "e\u0301 \u00e9",
    "\r\n\t\v\f\x1b\x7f",
    "null",
    "{}",
    "x" * 100_000,
)


DATA = Path(os.environ.get("MRKL_DATA", Path(__file__).parents[4] / "../shared/data"))
PUBLIC = DATA / "bad_inputs"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not PUBLIC.is_dir(), reason=f"no bad_inputs in MRKL_DATA ({DATA})"),
]


async def comes_back(store, texts):
    for number, text in enumerate(texts):
        # Names are limited by the interface; databases cannot index what is very long.
        name = f"{number} {text[:200]}"
        made = await store.conversations.ask(name, name, question=text, run=f"r{name}")
        answer = Answer(id=text, question=text, text=text, decision="call", confidence=1.0)
        await store.runs.end(f"r{name}", "complete", text=text, answer=answer, reasoning=text)
        await store.conversations.rename(name, name, text)
        await store.feedback.put(name, made.answer.id, "up", text)
        assert (await store.conversations.get(name, name)).title == text
        (question, reply) = await store.conversations.messages(name, name)
        assert (question.text, reply.text, reply.feedback.comment) == (text, text, text)
        assert (reply.answer, reply.reasoning) == (to_dict(answer), text or None)
        assert (await store.runs.get(name, f"r{name}")).conversation == name
        (turn,) = await store.conversations.turns(name, name, made.answer.id)
        assert turn.answer == answer
        found = (await store.conversations.find(name, query=text)).conversations
        assert [one.id for one in found] == [name]
        await keys_and_collections_come_back(store, name, text)


async def keys_and_collections_come_back(store, name, text):
    collection = await store.collections.add(name, name)
    file = await store.collections.add_file(name, collection.id, name, 1)
    error = ErrorRecord(code="x", message=text)
    await store.collections.set_file(name, file.id, status="failed", error=error)
    (found,) = await store.collections.all(name)
    assert (found.name, found.files[0].name, found.files[0].error) == (name, name, error)
    with pytest.raises(ConflictError):
        await store.collections.add(name, name)
    await store.replies.keep(name, name, "f", {text: text})
    assert await store.replies.get(name, name, "f") == {text: text}
    key, secret = await store.keys.add(text, (text,))
    assert await store.keys.find(text) is None
    found = await store.keys.find(secret)
    assert (found.name, found.scopes) == (text, (text,))
    await store.keys.revoke(key.id)


async def finds_nothing(store, texts):
    """Every filter takes every text, as a value that is simply not there."""
    await store.conversations.ask("o", "c", question="plain words", run="r")
    for text in texts:
        for attempt in (
            store.conversations.get(text, "c"),
            store.conversations.get("o", text),
            store.conversations.messages("o", text),
            store.conversations.turns("o", "c", text),
            store.conversations.rename("o", text, "x"),
            store.conversations.delete("o", text),
            store.conversations.ask("o", "c", question="x", parent=text, run="r2"),
            store.conversations.ask("o", "c", answer_to=text, run="r2"),
            store.runs.get("o", text),
            store.runs.events(text, "r"),
            store.runs.append(text, []),
            store.feedback.put("o", text, "up"),
            store.keys.revoke(text),
            store.collections.get("o", text),
            store.collections.set_file("o", text, status="ready"),
        ):
            with pytest.raises(NotFoundError):
                await attempt
        found = (await store.conversations.find("o", query=text)).conversations
        assert bool(found) == (fold(text) in "plain words")
    assert len(await store.conversations.messages("o", "c")) == 2


@pytest.mark.parametrize("check", [comes_back, finds_nothing])
def test_strange_texts(in_store, check):
    in_store(lambda store: check(store, STRANGE))


@pytest.mark.parametrize("check", [comes_back, finds_nothing])
@pytest.mark.parametrize(
    "every",
    [pytest.param(20, marks=needs_data), pytest.param(1, marks=[*needs_data, pytest.mark.slow])],
)
def test_public_lists_of_strange_texts(in_store, check, every):
    texts = json.loads((PUBLIC / "blns" / "blns.json").read_text(encoding="utf-8"))
    lines = [
        line
        for file in sorted((PUBLIC / "libinjection").rglob("*.txt"))
        for line in file.read_text(errors="surrogateescape").splitlines()
    ]

    assert len(texts) > 500
    assert len(lines) > 1000
    in_store(lambda store: check(store, [*texts[::every], *lines[:: 20 * every]]))


ANY = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff\ufffe0F"))


@given(ANY, ANY, ANY)
def test_any_text_is_written_so_that_it_comes_back_and_parts_are_found(before, text, after):
    kind = AnyText()

    def written(value):
        return kind.process_bind_param(value, None)

    assert kind.process_result_value(written(text), None) == text
    assert written(before + text + after) == written(before) + written(text) + written(after)
    written(text).encode()
    assert "\x00" not in written(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_come_back_to_the_microsecond(moment):
    kind = Moment()

    assert kind.process_result_value(kind.process_bind_param(moment, None), None) == moment


def test_a_snippet_shows_the_place_in_the_text_as_it_is():
    text = "İstanbul ẞ " * 20 + "the PLACE" + " after" * 30

    assert "the PLACE after" in snippet(text, "place")
    assert snippet("ß", "s") == "ß"
    assert snippet("", "") == ""
