import json

from mrkl_apps.rest.export import as_json, as_markdown, newest_path

STEP = {"expert": "calculator", "arguments": {"expression": "1+1"}, "confidence": 0.98765}
TALK = {
    "title": "Über 15 %!",
    "messages": [
        {"id": "a", "role": "user", "text": "1+1?"},
        {"id": "b", "parent": "a", "role": "assistant", "text": "2", "answer": {"steps": [STEP]}},
        {"id": "c", "parent": "a", "role": "assistant", "text": "two"},
        {"id": "d", "parent": "b", "role": "user", "text": "and?"},
    ],
}


def test_the_newest_path_leaves_siblings_out():
    assert [message["id"] for message in newest_path(TALK["messages"])] == ["a", "b", "d"]
    assert newest_path([]) == []


def test_markdown_shows_texts_and_calls():
    response = as_markdown(TALK)
    text = response.body.decode()
    assert text.startswith("# Über 15 %!\n\n## Question\n\n1+1?\n")
    assert '* calculator {"expression": "1+1"}, confidence 0.988\n' in text
    assert "two" not in text
    assert response.headers["content-disposition"] == 'attachment; filename="ber-15.md"'
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"


def test_json_holds_everything():
    response = as_json({**TALK, "title": "../../"})
    assert json.loads(response.body)["messages"] == TALK["messages"]
    assert response.headers["content-disposition"] == 'attachment; filename="conversation.json"'
