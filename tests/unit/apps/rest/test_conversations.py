import asyncio
import json

import httpx
import pytest

from mrkl.testing import FakeExpert
from mrkl_apps.rest.app import create_app
from mrkl_backends.echo import EchoModel
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_core.values import Generation

Q = "please shout grüezi now"
SEND = "send grüezi now"


def events_of(text):
    """Return (event, data, id) of a stream's text."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        found.append((fields["event"], json.loads(fields["data"]), int(fields["id"])))
    return found


def test_a_conversation_keeps_questions_and_answers(client, ask):
    first = ask(question=Q, conversation="Zürich & co")
    assert first.status_code == 200
    assert first.headers["mrkl-conversation"] == "Z%C3%BCrich%20%26%20co"
    (listed,) = client.get("/v1/conversations").json()["conversations"]
    assert (listed["id"], listed["title"]) == ("Zürich & co", Q)
    whole = client.get("/v1/conversations/Zürich & co").json()
    question, answer = whole["messages"]
    assert (question["role"], question["text"], question["parent"]) == ("user", Q, None)
    assert (answer["role"], answer["text"], answer["parent"]) == (
        "assistant",
        "GRÜEZI",
        question["id"],
    )
    assert answer["status"] == "complete"
    assert answer["id"] == first.headers["mrkl-message"]
    assert answer["run"] == first.headers["mrkl-run"]
    assert from_dict(Answer, answer["answer"]) == from_dict(Answer, first.json())


def test_what_a_model_thought_stands_with_its_message(client, ask, system):
    system.model = EchoModel([Generation(text="Well.", reasoning="Hm, so."), "Well."])
    assert ask(question="what now", conversation="c", think="on").json()["text"] == "Well."
    ask(question="what now", conversation="c", think="off")
    for path in ("/v1/conversations/c", "/v1/conversations/c/export"):
        messages = client.get(path).json()["messages"]
        assert [message.get("reasoning") for message in messages] == [None, "Hm, so.", None, None]
        assert "reasoning" not in messages[3]
    # It is no part of what the model hears of earlier turns, and no search finds it.
    heard = [message.content for message in system.model.requests[1].messages]
    assert heard == ["what now", "Well.", "what now"]
    found = client.get("/v1/conversations", params={"query": "hm, so"}).json()
    assert found["conversations"] == []


def test_streams_name_the_run_and_can_be_read_again(client, ask):
    events = events_of(ask(question=Q, conversation="c", stream=True).text)
    assert [event for event, _, _ in events] == ["run", "route", "step", "answer"]
    assert [cursor for _, _, cursor in events] == [1, 2, 3, 4]
    names = events[0][1]
    run = client.get(f"/v1/runs/{names['run']}").json()
    assert run == {**names, "status": "complete", "cursor": 4}
    path = f"/v1/runs/{names['run']}/events"
    assert events_of(client.get(path).text) == events
    assert events_of(client.get(path, params={"after": 2}).text) == events[2:]
    again = client.get(path, headers={"Last-Event-ID": "3"}, params={"after": 1})
    assert events_of(again.text) == events[3:]


def test_edits_and_new_answers_are_siblings(client, ask):
    first = ask(question=Q, conversation="c", stream=True)
    names = events_of(first.text)[0][1]
    assert ask(answer_to=names["question"], conversation="c").json()["text"] == "GRÜEZI"
    assert ask(question="other", conversation="c", parent=None).status_code == 200
    messages = client.get("/v1/conversations/c").json()["messages"]
    assert [message["parent"] for message in messages] == [
        None,
        names["question"],
        names["question"],
        None,
        messages[3]["id"],
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": Q, "answer_to": "m", "conversation": "c"},
        {"answer_to": "m"},
        {"question": Q, "parent": None},
        {"question": Q, "conversation": ""},
        {"question": Q, "conversation": "c" * 201},
    ],
)
def test_what_does_not_fit_together_is_refused(ask, body):
    response = ask(**body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_unknown_parents_and_questions_are_not_found(ask):
    for body in ({"question": Q, "parent": "none"}, {"answer_to": "none"}):
        response = ask(conversation="c", **body)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_failures_are_stored_and_told(client, ask):
    response = ask(question="weights", conversation="c")
    assert (response.status_code, response.json()["code"]) == (503, "weights_error")
    (kind, problem, _) = events_of(ask(question="weights", conversation="c", stream=True).text)[-1]
    assert (kind, problem["status"], problem["code"]) == ("error", 503, "weights_error")
    answers = client.get("/v1/conversations/c").json()["messages"][1::2]
    assert [answer["status"] for answer in answers] == ["failed", "failed"]


def test_renaming_searching_and_deleting(client, ask):
    for number in range(3):
        ask(question=Q if number else "a question about cats", conversation=f"c{number}")
    renamed = client.patch("/v1/conversations/c1", json={"title": "Dogs"})
    assert renamed.json()["title"] == "Dogs"
    found = client.get("/v1/conversations", params={"query": "cats"}).json()
    assert [one["id"] for one in found["conversations"]] == ["c0"]
    page = client.get("/v1/conversations", params={"limit": 2}).json()
    assert [one["id"] for one in page["conversations"]] == ["c2", "c1"]
    rest = client.get("/v1/conversations", params={"limit": 2, "after": page["next"]}).json()
    assert [one["id"] for one in rest["conversations"]] == ["c0"]
    assert rest["next"] is None
    assert client.delete("/v1/conversations/c1").status_code == 204
    assert client.get("/v1/conversations/c1").status_code == 404
    assert client.delete("/v1/conversations/c1").status_code == 404


def test_conversations_are_exported(client, ask):
    ask(question=Q, conversation="c")
    whole = client.get("/v1/conversations/c").json()
    exported = client.get("/v1/conversations/c/export")
    assert exported.json() == whole
    assert exported.headers["content-disposition"].startswith("attachment; filename=")
    text = client.get("/v1/conversations/c/export", params={"format": "markdown"}).text
    assert "## Answer\n\nGRÜEZI\n\n* shout" in text


def test_feedback_is_kept_and_taken_back(client, ask):
    message = ask(question=Q, conversation="c").headers["mrkl-message"]
    path = f"/v1/messages/{message}/feedback"
    assert client.put(path, json={"rating": "down", "comment": "louder"}).status_code == 204

    def feedback():
        return client.get("/v1/conversations/c").json()["messages"][1].get("feedback")

    assert feedback() == {"rating": "down", "comment": "louder"}
    assert client.put(path, json={"rating": "up"}).status_code == 204
    assert feedback() == {"rating": "up"}
    assert client.delete(path).status_code == 204
    assert feedback() is None
    assert client.put("/v1/messages/none/feedback", json={"rating": "up"}).status_code == 404


def test_a_repeated_request_with_a_key_is_answered_once(client):
    def post(question, key="k", **body):
        body = {"question": question, **body}
        return client.post("/v1/ask", json=body, headers={"Idempotency-Key": key})

    first, second = post(Q, conversation="c"), post(Q, conversation="c")
    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["mrkl-run"] == first.headers["mrkl-run"]
    assert len(client.get("/v1/conversations/c").json()["messages"]) == 2
    other = post("another", conversation="c")
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert post("weights", key="w").status_code == 503
    assert "idempotent-replayed" not in post("weights", key="w").headers


def test_requests_that_repeat_one_being_answered_wait_for_it(make_system):
    system = make_system(FakeExpert("documents", delay_s=0.2))
    body = {"question": "anything", "conversation": "c", "experts": ["documents"]}

    async def both():
        app = create_app(system)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
                posts = [
                    client.post("/v1/ask", json=body, headers={"Idempotency-Key": "k"})
                    for _ in range(3)
                ]
                answers = await asyncio.gather(*posts)
                return answers, (await client.get("/v1/conversations/c")).json()

    answers, conversation = asyncio.run(both())
    assert len({answer.text for answer in answers}) == 1
    assert len(conversation["messages"]) == 2


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"verdict": "approve"}, {"text": "grüezi"}),
        ({"verdict": "approve", "arguments": {"text": "adieu"}}, {"text": "adieu"}),
        ({"verdict": "reject"}, None),
    ],
)
def test_a_person_decides_about_calls_with_side_effects(client, system, body, outcome):
    import threading

    answers = []

    def asking():
        answers.append(client.post("/v1/ask", json={"question": SEND, "conversation": "c"}).json())

    thread = threading.Thread(target=asking)
    thread.start()
    run = None
    while run is None:
        messages = client.get("/v1/conversations").json()["conversations"]
        if messages:
            (_, answer) = client.get("/v1/conversations/c").json()["messages"]
            run = answer["run"]
    asked = None
    with client.stream("GET", f"/v1/runs/{run}/events") as stream:
        for line in stream.iter_lines():
            if line.startswith("data: ") and '"approval"' in line:
                asked = json.loads(line.removeprefix("data: "))
                assert asked["expert"] == "send"
                assert asked["arguments"] == {"text": "grüezi"}
                assert asked["provenance"]["text"]["class"] == "copied"
                path = f"/v1/runs/{run}/approvals/{asked['approval']}"
                assert client.post(path, json=body).status_code == 204
    thread.join()
    (step,) = answers[0]["steps"]
    if outcome is None:
        assert step["error"]["code"] == "approval_required"
    else:
        assert step["result"]["value"] == outcome
        edited = "arguments" in body
        assert step["provenance"]["text"]["class"] == ("human" if edited else "copied")
    again = client.post(f"/v1/runs/{run}/approvals/{asked['approval']}", json=body)
    assert again.status_code == 404


def test_without_a_conversation_nobody_can_approve(ask):
    (step,) = ask(question=SEND).json()["steps"]
    assert step["error"]["code"] == "approval_required"
