import asyncio
from datetime import UTC, datetime

import pytest
from loopback import Loopback, json_reply, reply

from mrkl_core.errors import (
    ExpertError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MissingArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_experts.http import SafeClient
from mrkl_experts.wiki import WikiExpert, first_sentences


class FixedClock:
    def now(self):
        return datetime(2026, 7, 20, 12, tzinfo=UTC)


CONTEXT = Context(clock=FixedClock(), question="", remaining_s=10.0)
EXTRACT = (
    "Ærøport is a small harbour on an invented island (est. 12 Nov. 1852 – gone). "
    "Dr. J. Doe built it in 1852. Nobody has ever seen it."
)
QUOTED = EXTRACT.removesuffix(" Nobody has ever seen it.")


def hit(title, description=None, matched=None):
    return {
        "id": 5,
        "key": title.replace(" ", "_"),
        "title": title,
        "excerpt": "a <span>harbour</span>",
        "matched_title": matched,
        "description": description,
        "thumbnail": None,
    }


def summary(title="Ærøport", extract=EXTRACT, kind="standard", page=None):
    urls = {} if page is None else {"content_urls": {"desktop": {"page": page, "edit": "x"}}}
    return {"type": kind, "title": title, "extract": extract, "lang": "en", **urls}


def wiki(hits, found=None, redirect=None):
    def script(request):
        if request.path == "/w/rest.php/v1/search/page":
            return hits if isinstance(hits, bytes) else json_reply({"pages": hits})
        if redirect and request.path.endswith(redirect[0]):
            return reply(status=302, headers={"Location": redirect[1]})
        return found if isinstance(found, bytes) else json_reply(found)

    return script


def ask(script, topic):
    with Loopback(script) as server:
        client = SafeClient(server.url, allow_addresses=("127.0.0.1",), timeout_s=2)
        expert = WikiExpert(client)

        async def run():
            try:
                return await expert.run({"topic": topic}, CONTEXT)
            finally:
                await expert.aclose()

        return asyncio.run(run()), server.requests


def test_the_answer_quotes_the_article_and_credits_it():
    page = "https://en.wikipedia.org/wiki/%C3%86r%C3%B8port"
    result, requests = ask(wiki([hit("Ærøport")], summary(page=page)), "ærøport?")
    assert result.value == QUOTED
    assert result.text == f"{QUOTED}\nSource: “Ærøport”, {page} (Wikipedia, CC BY-SA 4.0)."
    (source,) = result.sources
    assert source.document == page
    assert source.quote == QUOTED
    assert EXTRACT.encode()[source.start : source.end].decode() == QUOTED
    assert (source.start, source.end) == (0, len(QUOTED) + 4)  # Æ and ø have one byte more, – two
    search, page_summary = requests
    assert search.query == {"q": "ærøport", "limit": "6"}
    assert page_summary.path == "/api/rest_v1/page/summary/%C3%86r%C3%B8port"
    assert "mrkl" in search.headers["user-agent"]


def test_offsets_count_bytes_of_the_extract_as_it_came():
    result, _ = ask(wiki([hit("A")], summary("A", extract="  \n Öl is oil.  ")), "A")
    (source,) = result.sources
    assert (source.start, source.end, source.quote) == (4, 15, "Öl is oil.")


@pytest.mark.parametrize(
    ("topic", "hits", "asked"),
    [
        ("the moon", [hit("Moon landing"), hit("Moon")], "Moon"),
        ("NYC", [hit("Newark"), hit("New York City", matched="NYC")], "New_York_City"),
        ("tall harbour", [hit("Harbour"), hit("Tower")], "Harbour"),
        ("AC/DC", [hit("AC/DC")], "AC%2FDC"),
        ("what", [hit("What? Ever & more #1")], "What%3F_Ever_%26_more_%231"),
    ],
)
def test_the_title_that_is_the_topic_goes_before_the_first_hit(topic, hits, asked):
    _, requests = ask(wiki(hits, summary()), topic)
    assert requests[1].path == f"/api/rest_v1/page/summary/{asked}"


def test_a_redirected_title_is_followed():
    target = "/api/rest_v1/page/summary/Harbour"
    script = wiki([hit("Port")], summary("Harbour", "A harbour."), redirect=("/Port", target))
    result, requests = ask(script, "port")
    assert result.value == "A harbour."
    assert len(requests) == 3


@pytest.mark.parametrize(
    "page", [None, "https://evil.example/wiki/A", "javascript:alert(1)", "/wiki/A"]
)
def test_a_page_on_another_site_is_not_linked(page):
    result, _ = ask(wiki([hit("A B (c)")], summary("A B (c)", "It is so.", page=page)), "a b (c)")
    assert result.sources[0].document == "https://en.wikipedia.org/wiki/A_B_(c)"


def test_a_topic_with_several_meanings_lists_them():
    hits = [hit("Mercury", "Topics called so"), hit("Mercury (planet)", "A planet"), hit("Hg")]
    with pytest.raises(
        NoResultError, match=r"'mercury' may mean several.*Mercury \(planet\) \(A planet\); Hg\."
    ) as caught:
        ask(wiki(hits, summary("Mercury", kind="disambiguation")), "mercury")
    assert caught.value.context["candidates"] == ["Mercury (planet)", "Hg"]
    with pytest.raises(NoResultError, match=r"several things\. Name the one"):
        ask(wiki(hits[:1], summary("Mercury", kind="disambiguation")), "mercury")


def test_nothing_found_is_no_result():
    with pytest.raises(NoResultError, match=r"no article on 'qwxyz'.*spelling"):
        ask(wiki([]), "qwxyz")


def test_an_article_that_is_gone_is_no_result():
    with pytest.raises(NoResultError, match="'Ghost' is gone"):
        ask(wiki([hit("Ghost")], json_reply({"title": "Not found."}, 404)), "ghost")


def test_an_article_without_a_summary_is_no_result():
    with pytest.raises(NoResultError, match="no summary"):
        ask(wiki([hit("Void")], summary("Void", extract=" \n", kind="no-extract")), "void")


@pytest.mark.parametrize(
    ("hits", "expected", "words"),
    [
        (reply("<html>"), ExpertUnavailableError, "web page"),
        (reply('{"pages": [{"key'), ExpertUnavailableError, "JSON"),
        (json_reply({"sites": []}), ExpertUnavailableError, "pages: Field required"),
        (json_reply({"pages": [{"key": 7}]}), ExpertUnavailableError, "unknown form"),
        (reply(status=503), ExpertUnavailableError, "503"),
        (reply(status=403), ExpertError, "403"),
    ],
)
def test_a_bad_answer_is_a_typed_error(hits, expected, words):
    with pytest.raises(expected, match=words):
        ask(wiki(hits), "x")


def test_a_busy_wiki_says_when_to_come_back():
    with pytest.raises(ExpertUnavailableError) as caught:
        ask(wiki([hit("A")], reply(status=429, headers={"Retry-After": "3"})), "a")
    assert caught.value.context["retry_after_s"] == 3


@pytest.mark.parametrize("topic", [None, " ", "?", 3])
def test_a_topic_must_be_named(topic):
    with pytest.raises(MissingArgumentError, match="'topic'"):
        asyncio.run(WikiExpert(offline=True).run({"topic": topic}, CONTEXT))


def test_an_endless_topic_is_refused():
    with pytest.raises(InvalidArgumentError, match="201 characters"):
        asyncio.run(WikiExpert(offline=True).run({"topic": "x" * 201}, CONTEXT))


def test_broken_characters_are_refused():
    with pytest.raises(InvalidArgumentError, match="cannot be sent"):
        ask(wiki([]), "half \ud800 pair")


def test_offline_says_how_to_go_online():
    with pytest.raises(ExpertUnavailableError, match="MRKL_OFFLINE=false"):
        asyncio.run(WikiExpert(offline=True).run({"topic": "x"}, CONTEXT))


def test_no_client_is_needed_to_build_or_close_one():
    expert = WikiExpert(base_url="https://127.0.0.1:9")
    asyncio.run(expert.aclose())
    with pytest.raises(ExpertError, match="loopback address"):
        asyncio.run(expert.run({"topic": "x"}, CONTEXT))
    asyncio.run(expert.aclose())


def test_the_expert_has_the_shape_of_one():
    expert = WikiExpert()
    assert isinstance(expert, Expert)
    assert expert.spec.name == "wiki"
    assert expert.spec.annotations.needs_network


@pytest.mark.parametrize(
    ("extract", "expected"),
    [
        ("One. Two. Three.", "One. Two."),
        ("It was built by St. John in the U.S. Army. Then more.", None),
        ("It cost $1.5 million. Is it 3.2 m? Yes.", "It cost $1.5 million. Is it 3.2 m?"),
        ("He (b. Jan. 1900. Ur) lived. He died. End.", "He (b. Jan. 1900. Ur) lived. He died."),
        ("J. R. R. Smith wrote. He slept. End.", "J. R. R. Smith wrote. He slept."),
        ("No end", "No end"),
        ("", ""),
        ("A" * 500 + "a. Next.", "A" * 500 + "a."),
        ("Short one. " + "B" * 500 + "b. End.", "Short one."),
        ('He said "go." Then he left. End.', 'He said "go." Then he left.'),
    ],
)  # fmt: skip
def test_the_first_sentences_are_whole(extract, expected):
    assert first_sentences(extract) == (extract if expected is None else expected)
