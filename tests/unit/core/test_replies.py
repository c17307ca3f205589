import asyncio

import pytest

from mrkl_backends.echo import EchoModel
from mrkl_core.errors import BackendError
from mrkl_core.replies import whole_reply
from mrkl_core.values import Content, Generation, Message, Reasoning

SAID = [Message(role="user", content="hello")]
REPLY = Generation(text="Hello you.", reasoning="A greeting.")


class Whole(EchoModel):
    """Says nothing in pieces."""

    async def stream(self, messages, **options):
        raise AssertionError("nobody listens")
        yield


class Cut(EchoModel):
    """Ends before the end."""

    async def stream(self, messages, **options):
        yield Content(text="Hel")


def reply(model, hear):
    return asyncio.run(whole_reply(model, SAID, hear=hear, max_tokens=9, think="on"))


def test_who_listens_hears_the_reply_as_it_comes():
    heard = []
    model = EchoModel([REPLY])
    whole = reply(model, heard.append)
    assert (whole.text, whole.completion_tokens) == ("Hello you.", 4)
    assert heard == [
        Reasoning(text="A"), Reasoning(text=" greeting."),
        Content(text="Hello"), Content(text=" you."),
    ]  # fmt: skip
    assert (model.requests[0].max_tokens, model.requests[0].think) == (9, "on")


def test_a_reply_comes_whole_where_nobody_listens():
    model = Whole([REPLY])
    assert reply(model, None).text == "Hello you."
    assert (model.requests[0].max_tokens, model.requests[0].think) == (9, "on")


def test_a_stream_that_ends_too_soon_is_no_reply():
    heard = []
    with pytest.raises(BackendError, match="The stream of 'echo' ended without the whole reply"):
        reply(Cut(), heard.append)
    assert heard == [Content(text="Hel")]
