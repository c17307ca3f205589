import pytest

from mrkl_apps.store import ConflictError, NotFoundError, StoredEvent, new_id
from mrkl_core.answer import Answer
from mrkl_core.codec import to_dict
from mrkl_core.errors import ValueFormatError


def answer_to(question, text="four"):
    return Answer(id="a", question=question, text=text, value=4, decision="call", confidence=1.0)


async def answered(store, owner, conversation, question, text="four", **options):
    run = new_id("run")
    exchange = await store.conversations.ask(
        owner, conversation, question=question, run=run, **options
    )
    answer = answer_to(exchange.question.text, text)
    await store.runs.end(run, "complete", text=text, answer=answer)
    return exchange


def test_a_question_opens_a_conversation_with_a_title_and_a_running_answer(in_store):
    async def scenario(store):
        made = await store.conversations.ask("local", "c1", question="  What\nis 2+2? ", run="r1")
        assert made.conversation == await store.conversations.get("local", "c1")
        assert made.conversation.title == "What is 2+2?"
        found = await store.conversations.messages("local", "c1")
        assert found == (made.question, made.answer)
        assert (made.question.parent, made.question.status) == (None, "complete")
        assert (made.answer.parent, made.answer.status) == (made.question.id, "running")
        assert (made.answer.run, made.question.run) == ("r1", None)

    in_store(scenario)


def test_a_long_question_is_cut_to_a_title(in_store):
    async def scenario(store):
        made = await store.conversations.ask("local", "c", question="word " * 50, run="r")
        assert len(made.conversation.title) <= 80
        assert made.conversation.title.endswith("word…")

    in_store(scenario)


def test_questions_follow_the_newest_answer_that_has_ended(in_store):
    async def scenario(store):
        first = await answered(store, "o", "c", "one")
        running = await store.conversations.ask("o", "c", question="two", run="r2")
        third = await store.conversations.ask("o", "c", question="three", run="r3")
        assert running.question.parent == first.answer.id
        assert third.question.parent == first.answer.id

    in_store(scenario)


def test_edits_and_regenerated_answers_are_siblings(in_store):
    async def scenario(store):
        first = await answered(store, "o", "c", "one")
        edited = await answered(store, "o", "c", "uno", parent=None)
        again = await answered(store, "o", "c", None, answer_to=first.question.id)
        assert edited.question.parent is None
        assert again.question == first.question
        parents = [message.parent for message in await store.conversations.messages("o", "c")]
        assert parents == [None, first.question.id, None, edited.question.id, first.question.id]

    in_store(scenario)


def test_turns_are_the_answered_questions_on_the_path(in_store):
    async def scenario(store):
        first = await answered(store, "o", "c", "one", "eins")
        await answered(store, "o", "c", "elsewhere", parent=None)
        failed = await store.conversations.ask(
            "o", "c", question="bad", parent=first.answer.id, run="r"
        )
        await store.runs.end("r", "failed", text="half")
        last = await answered(store, "o", "c", "two", "zwei", parent=failed.answer.id)
        turns = await store.conversations.turns("o", "c", last.answer.id)
        assert [(turn.question, turn.answer.text) for turn in turns] == [
            ("one", "eins"),
            ("two", "zwei"),
        ]
        assert turns[0].answer == answer_to("one", "eins")
        assert await store.conversations.turns("o", "c", None) == ()

    in_store(scenario)


def test_the_last_hundred_turns_count(in_store):
    async def scenario(store):
        for number in range(103):
            last = await answered(store, "o", "c", f"question {number}")
        turns = await store.conversations.turns("o", "c", last.answer.id)
        assert [turn.question for turn in turns] == [f"question {n}" for n in range(3, 103)]

    in_store(scenario)


def test_a_question_follows_an_answer_that_has_ended(in_store):
    async def scenario(store):
        made = await store.conversations.ask("o", "c", question="one", run="r1")
        for parent, problem in ((made.question.id, "a question"), (made.answer.id, "still")):
            with pytest.raises(ConflictError, match=problem):
                await store.conversations.ask("o", "c", question="x", parent=parent, run="r2")
        with pytest.raises(NotFoundError):
            await store.conversations.ask("o", "c", question="x", parent="none", run="r2")
        with pytest.raises(NotFoundError):
            await store.conversations.ask("o", "c", answer_to=made.answer.id, run="r2")
        with pytest.raises(NotFoundError):
            await store.conversations.ask("o", "other", answer_to=made.question.id, run="r2")
        assert len(await store.conversations.messages("o", "c")) == 2

    in_store(scenario)


def test_a_refused_question_opens_no_conversation(in_store):
    async def scenario(store):
        with pytest.raises(NotFoundError):
            await store.conversations.ask("o", "new", question="x", parent="none", run="r")
        with pytest.raises(NotFoundError):
            await store.conversations.get("o", "new")

    in_store(scenario)


def test_what_belongs_to_others_is_not_there(in_store):
    async def scenario(store):
        made = await answered(store, "mine", "c", "secret")
        conversations = store.conversations
        for attempt in (
            conversations.get("yours", "c"),
            conversations.rename("yours", "c", "x"),
            conversations.delete("yours", "c"),
            conversations.messages("yours", "c"),
            conversations.turns("yours", "c", made.answer.id),
            store.runs.get("yours", made.answer.run),
            store.runs.events("yours", made.answer.run),
            store.feedback.put("yours", made.answer.id, "up"),
            store.feedback.delete("yours", made.answer.id),
        ):
            with pytest.raises(NotFoundError):
                await attempt
        assert (await conversations.find("yours", query="secret")).conversations == ()
        # The same name is another conversation with another owner.
        other = await conversations.ask("yours", "c", question="mine own", run="r")
        assert other.question.parent is None
        assert (await conversations.get("mine", "c")).title == "secret"

    in_store(scenario)


def test_conversations_are_listed_page_by_page_newest_first(in_store):
    async def scenario(store):
        for number in range(5):
            await answered(store, "o", f"c{number}", f"question {number}")
        await answered(store, "o", "c1", "again")
        seen, after = [], None
        while True:
            page = await store.conversations.find("o", limit=2, after=after)
            seen += [conversation.id for conversation in page.conversations]
            after = page.next
            if after is None:
                break
        assert seen == ["c1", "c4", "c3", "c2", "c0"]

    in_store(scenario)


@pytest.mark.parametrize("after", ["", "x", "1_2", "2026-01-01T00:00:00+00:00_x"])
def test_a_place_that_is_none_is_refused(in_store, after):
    async def scenario(store):
        with pytest.raises(ValueFormatError):
            await store.conversations.find("o", after=after)

    in_store(scenario)


def test_search_looks_into_titles_and_texts_whatever_the_case(in_store):
    async def scenario(store):
        await answered(store, "o", "c1", "Wo ist die STRASSE?", "Rechts. " * 30 + "Dann grüezi.")
        await answered(store, "o", "c2", "100% sure_of it?", "Ja.")
        await answered(store, "o", "c3", "100 percent", "sureXof")
        await store.conversations.rename("o", "c3", "ΣΊΣΥΦΟΣ")

        async def search(query):
            page = await store.conversations.find("o", query=query)
            return [(one.id, one.snippet) for one in page.conversations]

        assert await search("straße") == [("c1", "Wo ist die STRASSE?")]
        (found,) = await search("GRÜEZI")
        assert found[1].startswith("…")
        assert found[1].endswith("Dann grüezi.")
        assert [one[0] for one in await search("100%")] == ["c2"]
        assert [one[0] for one in await search("sure_of")] == ["c2"]
        assert await search("σίσυφος") == [("c3", None)]
        assert await search("/") == []
        assert [one[0] for one in await search("")] == ["c3", "c2", "c1"]

    in_store(scenario)


def test_a_conversation_is_renamed(in_store):
    async def scenario(store):
        await answered(store, "o", "c", "one")
        renamed = await store.conversations.rename("o", "c", "Another")
        assert renamed.title == "Another"
        assert await store.conversations.get("o", "c") == renamed

    in_store(scenario)


def test_deleting_a_conversation_takes_everything_with_it(in_store):
    async def scenario(store):
        made = await answered(store, "o", "c", "one")
        await store.runs.append(made.answer.run, [StoredEvent(cursor=1, kind="token", data="x")])
        await store.feedback.put("o", made.answer.id, "up")
        await store.conversations.delete("o", "c")
        assert (await store.conversations.find("o")).conversations == ()
        for attempt in (
            store.conversations.messages("o", "c"),
            store.runs.get("o", made.answer.run),
            store.runs.append(made.answer.run, []),
            store.feedback.put("o", made.answer.id, "down"),
        ):
            with pytest.raises(NotFoundError):
                await attempt

    in_store(scenario)


def test_feedback_is_put_changed_and_taken_back(in_store):
    async def scenario(store):
        made = await answered(store, "o", "c", "one")

        async def feedback():
            return (await store.conversations.messages("o", "c"))[1].feedback

        await store.feedback.put("o", made.answer.id, "up")
        assert to_dict(await feedback()) == {"rating": "up"}
        await store.feedback.put("o", made.answer.id, "down", "wrong")
        assert to_dict(await feedback()) == {"rating": "down", "comment": "wrong"}
        await store.feedback.delete("o", made.answer.id)
        await store.feedback.delete("o", made.answer.id)
        assert await feedback() is None
        with pytest.raises(NotFoundError):
            await store.feedback.put("o", made.question.id, "up")

    in_store(scenario)
