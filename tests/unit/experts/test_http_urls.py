"""URLs and headers from untrusted text, and the policy about URLs."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError, SettingsError
from mrkl_experts.http import Policy, SafeClient, segment
from mrkl_experts.http.policy import origin_of
from mrkl_experts.http.urls import check_headers, join


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Paris", "Paris"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("São Paulo", "S%C3%A3o%20Paulo"),
        ("..%2f..", "..%252f.."),
        ("x\r\nHost: y\0", "x%0D%0AHost%3A%20y%00"),
        ("...", "..."),
    ],
)
def test_a_segment_is_encoded_whole(text: str, written: str) -> None:
    assert segment(text) == written


@pytest.mark.parametrize("text", ["", ".", "..", "\ud800"])
def test_what_cannot_be_one_segment_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgumentError):
        segment(text)


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_no_value_changes_the_shape_of_a_url(text: str) -> None:
    try:
        url = httpx.URL(join("https://api.test/v1", f"a/{segment(text)}/b", {"q": text}))
    except InvalidArgumentError:
        return
    assert url.host == "api.test"
    raw_path, _, raw_query = url.raw_path.partition(b"?")
    assert raw_path.count(b"/") == 4
    assert raw_path.startswith(b"/v1/a/")
    assert raw_query.startswith(b"q=")
    assert not set(raw_query) & set(b"&#\r\n\0 ")
    assert url.params["q"] == text


@pytest.mark.parametrize(
    ("path", "params", "url"),
    [
        ("", None, "http://h/v1/"),
        ("", {"a": 1}, "http://h/v1/?a=1"),
        ("/x/y", None, "http://h/v1/x/y"),
        ("x/", {"a": "b c", "n": 1.5, "t": True}, "http://h/v1/x/?a=b%20c&n=1.5&t=true"),
    ],
)
def test_paths_and_parameters_are_joined(
    path: str, params: dict[str, str | int | float] | None, url: str
) -> None:
    assert join("http://h/v1/", path, params) == url


@pytest.mark.parametrize(
    "path", ["a b", "../x", "a/%2e%2E/b", "a/.", "a?b", "a#b", "a\\b", "a\r\nb", "%zz", "é"]
)
def test_a_path_that_is_not_encoded_is_refused(path: str) -> None:
    with pytest.raises(InvalidArgumentError, match="not a percent-encoded path"):
        join("http://h", path)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", "x" * 9_000])
def test_a_parameter_that_cannot_be_sent_is_refused(value: str | float) -> None:
    with pytest.raises(InvalidArgumentError):
        join("http://h", "", {"q": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x", "secret\r\nb: c"),
        ("x", "secret\nb"),
        ("x", "secret\0b"),
        ("x", "secreté"),
        ("x", " secret"),
        ("x y", "secret"),
        ("x:", "secret"),
        ("", "secret"),
    ],
)
def test_a_header_that_could_inject_is_refused_without_its_value(name: str, value: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        check_headers({name: value})
    assert "secret" not in str(caught.value)


def test_headers_become_bytes() -> None:
    assert check_headers({"x-key": "a b", "empty": ""}) == [(b"x-key", b"a b"), (b"empty", b"")]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h/",
        "file:///etc/passwd",
        "gopher://h:70/",
        "javascript:alert(1)",
        "//h/",
        "/relative",
        "",
        "http://",
        "http:///x",
        "http://:80/",
        "http://user@h/",
        "http://user:password@h/",
        "http://h@127.0.0.1/",
        "http://h:0/",
        "http://h:99999/",
        "http://h:x/",
        "http://h\\@127.0.0.1/",
        "http://h/\r\nx",
        "http://h /",
        "http://[::1",
        "http://h:80:80/",
        "http://exa mple/",
        "http://xn--a/",
    ],
)
def test_other_urls_are_refused_at_once(url: str) -> None:
    policy = Policy(schemes=frozenset({"http", "https"}), ports=frozenset({80, 443}))
    with pytest.raises(ExpertRefusedError) as caught:
        policy.check_url(url)
    assert "password@" not in str(caught.value)


def test_a_policy_for_urls_allows_their_origins() -> None:
    policy = Policy.for_urls("https://A.test/v1", "http://b.test:8080")
    assert origin_of(policy.check_url("https://a.test./x#y")) == ("https", "a.test", 443)
    assert str(policy.check_url("http://b.test:8080/")) == "http://b.test:8080/"
    with pytest.raises(ExpertRefusedError, match=r"host 'c.test'.*a\.test, b\.test"):
        policy.check_url("https://c.test/")
    with pytest.raises(ExpertRefusedError, match="port 8081"):
        policy.check_url("http://b.test:8081/")


def test_wrong_settings_are_named() -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1/8"):
        SafeClient("https://h", allow_addresses=("127.0.0.1/8",))
    with pytest.raises(ExpertRefusedError, match="has a query"):
        SafeClient("https://h/?a=b")
