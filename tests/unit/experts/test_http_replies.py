"""What a reply means."""

import json

import pytest

from mrkl_core.errors import ExpertError, ExpertUnavailableError, NoResultError
from mrkl_experts.http import Reply

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


def reply(status: int = 200, body: bytes = b"{}", **headers: str) -> Reply:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(url="https://api.test/x?key=secret", status=status, headers=names, body=body)


@pytest.mark.parametrize("status", [404, 410])
def test_nothing_there(status: int) -> None:
    with pytest.raises(NoResultError, match=f"api.test has nothing .*{status}"):
        reply(status).expect()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_try_again_later(status: int) -> None:
    with pytest.raises(ExpertUnavailableError, match=f"status {status}") as caught:
        reply(status).expect()
    assert caught.value.retryable
    assert dict(caught.value.context) == {"status": status}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 17 ", 17.0),
        ("999999999999999999", 86_400.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:28:30 -0000", 30.0),
        ("Wed, 21 Oct 2020 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 86_400.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("²", None),
        ("Wed, 99 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_the_wait_that_the_server_asks_for(value: str, seconds: float | None) -> None:
    with pytest.raises(ExpertUnavailableError) as caught:
        reply(429, date=DATE, retry_after=value).expect()
    assert caught.value.context.get("retry_after_s") == seconds


def test_a_date_to_wait_for_without_the_servers_clock() -> None:
    with pytest.raises(ExpertUnavailableError) as caught:
        reply(503, retry_after="Wed, 21 Oct 2099 07:28:00 GMT").expect()
    assert caught.value.context["retry_after_s"] == 86_400.0


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": true, "reason": "Latitude must be in range."}', "Latitude must be in range"),
        (b'{"message": "bad\\r\\n\\u0000 \\u202e  base"}', "bad base"),
        (json.dumps({"detail": "x" * 500}).encode(), "x" * 199 + "…"),
        (b'{"error": {"code": 3}, "title": " "}', None),
        (b"[1]", None),
        (b"<html>secret</html>", None),
        (b"", None),
    ],
)
def test_the_servers_reason_is_short_and_clean(body: bytes, reason: str | None) -> None:
    with pytest.raises(ExpertError, match="does not accept the request") as caught:
        reply(400, body).expect()
    assert type(caught.value) is ExpertError
    assert caught.value.context.get("reason") == reason
    assert "secret" not in json.dumps(caught.value.to_dict())


def test_an_expected_status_passes() -> None:
    assert reply(204).expect((200, 204)).status == 204


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b" <!DOCTYPE html>", "a web page"),
        (b'{"a": ', "no valid JSON"),
        (b"", "no valid JSON"),
    ],
)
def test_something_else_than_json(body: bytes, what: str) -> None:
    with pytest.raises(ExpertUnavailableError, match=what):
        reply(200, body).json()
