"""The wiki expert: the first sentences of a Wikipedia article, with their source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import BaseModel

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError, NoResultError
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot, Source
from mrkl_experts.web_service import WebService

if TYPE_CHECKING:
    from mrkl_core.protocols import Context
    from mrkl_experts.http import SafeClient

BASE_URL = "https://en.wikipedia.org"
_LONGEST_TOPIC = 200
_HITS = 6
_SENTENCES = 2
_ENOUGH = 400
_SENTENCE_END = re.compile(r"[a-z0-9)\]”\"'’][.!?][”\"’']?(?=\s+[\"“‘(]?[A-Z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|approx|born|c|ca|fl|No|Vol|lit|e\.g|i\.e|b|d)"
    r"|\b[A-Za-z])\.$"
)

SPEC = ExpertSpec(
    name="wiki",
    description=(
        "Looks up people, places, things and events in Wikipedia and answers with the "
        "beginning of the article."
    ),
    slots=(Slot(name="topic", description="the person, place or thing to look up"),),
    examples=(
        "Who was Ada Lovelace?",
        "What is photosynthesis?",
        "Tell me about the Eiffel Tower",
        "What is the capital of Mongolia?",
        "Who wrote Don Quixote?",
        "Look up black holes on Wikipedia",
        "When was the Battle of Hastings?",
        "what does entropy mean",
        "Where is Mount Kilimanjaro?",
    ),
    negatives=(
        "What does our travel policy say about hotels?",
        "Which customer bought the most tracks?",
        "What's the weather in Paris?",
        "Write a poem about the Eiffel Tower",
        "What is 12 times 7?",
    ),
    annotations=Annotations(needs_network=True, timeout_s=12.0),
)


class Hit(BaseModel):
    """One article that the search found; ``key`` is its title in addresses."""

    key: str
    title: str
    description: str | None = None
    matched_title: str | None = None


class Hits(BaseModel):
    """The search's reply, best first."""

    pages: list[Hit]


class Addresses(BaseModel):
    """Where a page can be read."""

    page: str


class ContentUrls(BaseModel):
    """Addresses by kind of screen."""

    desktop: Addresses


class Summary(BaseModel):
    """The summary's reply; ``type`` is standard, disambiguation, no-extract or mainpage."""

    type: str = "standard"
    title: str
    extract: str = ""
    content_urls: ContentUrls | None = None


class WikiExpert:
    """Searches for the topic and quotes the best article's summary.

    Args:
        client: Client bound to the wiki; by default one for ``base_url``.
        base_url: A wiki with MediaWiki's REST interface and page summaries.
        offline: Never touch the network; every call is then unavailable.
    """

    spec = SPEC

    def __init__(
        self,
        client: SafeClient | None = None,
        *,
        base_url: str = BASE_URL,
        offline: bool = False,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._wiki = WebService("wiki", base_url, client=client, offline=offline)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Look ``topic`` up.

        Returns:
            ``value``: the article's first sentences, which the one source quotes.

        Raises:
            NoResultError: There is no such article, or the topic may mean several.
            ExpertUnavailableError: The wiki cannot be reached, or the system is offline.
        """
        topic = _topic(arguments)
        hits = await self._search(topic)
        best = _best(hits, topic)
        summary = await self._summary(best)
        if summary.type == "disambiguation":
            raise _ambiguous(topic, [hit for hit in hits if hit is not best])
        quoted = first_sentences(summary.extract)
        if not quoted:
            raise NoResultError(
                f"The article {summary.title!r} has no summary.", hint="Ask for something else."
            )
        return self._result(summary, best, quoted)

    def _result(self, summary: Summary, hit: Hit, quoted: str) -> Result:
        start = len(summary.extract[: summary.extract.index(quoted)].encode("utf-8"))
        source = Source(
            document=self._address(summary, hit),
            start=start,
            end=start + len(quoted.encode("utf-8")),
            quote=quoted,
        )
        credit = f"Source: “{summary.title}”, {source.document} (Wikipedia, CC BY-SA 4.0)."
        return Result(value=quoted, text=f"{quoted}\n{credit}", sources=(source,))

    def _address(self, summary: Summary, hit: Hit) -> str:
        """Return the page's address; a reply may not send people to another site."""
        given = summary.content_urls.desktop.page if summary.content_urls else ""
        if given.startswith(self._base_url + "/"):
            return given
        return f"{self._base_url}/wiki/{quote(hit.key, safe='()_,:-.')}"

    async def _search(self, topic: str) -> list[Hit]:
        path = ["w", "rest.php", "v1", "search", "page"]
        hits = (await self._wiki.fetch(Hits, path, {"q": topic, "limit": _HITS})).pages
        if not hits:
            raise NoResultError(
                f"Wikipedia has no article on {topic!r}.",
                hint="Check the spelling, or name the topic in other words.",
                topic=topic,
            )
        return hits

    async def _summary(self, hit: Hit) -> Summary:
        try:
            return await self._wiki.fetch(Summary, ["api", "rest_v1", "page", "summary", hit.key])
        except NoResultError as error:
            raise NoResultError(
                f"The article {hit.title!r} is gone.", hint="Ask for something else."
            ) from error

    async def aclose(self) -> None:
        """Close the HTTP client."""
        await self._wiki.aclose()


def first_sentences(extract: str) -> str:
    """Return the beginning of ``extract``: whole sentences, up to two or 400 characters."""
    text = extract.strip()
    ends = [
        end
        for end in (match.end() for match in _SENTENCE_END.finditer(text))
        if not _ABBREVIATION.search(text, max(0, end - 12), end)
        and text.count("(", 0, end) <= text.count(")", 0, end)
    ]
    fitting = [end for end in (*ends, len(text))[:_SENTENCES] if end <= _ENOUGH]
    return text[: fitting[-1] if fitting else (*ends, len(text))[0]]


def _topic(arguments: Mapping[str, Any]) -> str:
    words = arguments.get("topic")
    if not isinstance(words, str) or not words.strip(" \t\n?!.,"):
        raise MissingArgumentError(
            "Expert 'wiki' needs the argument 'topic'.",
            hint="Name a person, place or thing.",
            argument="topic",
        )
    if len(words) > _LONGEST_TOPIC:
        raise InvalidArgumentError(
            f"A topic of {len(words)} characters is too long; {_LONGEST_TOPIC} are allowed.",
            hint="Name only the person, place or thing.",
            argument="topic",
        )
    return " ".join(words.split()).rstrip("?")


def _best(hits: Sequence[Hit], topic: str) -> Hit:
    """Return the article whose title, or redirected title, is the topic; else the first."""
    wanted = _bare(topic)
    for hit in hits:
        if wanted in (_bare(hit.title), _bare(hit.matched_title or "")):
            return hit
    return hits[0]


def _bare(title: str) -> str:
    return re.sub(r"^(the|an?) ", "", title.casefold().replace("_", " ").strip())


def _ambiguous(topic: str, others: Sequence[Hit]) -> NoResultError:
    named = [f"{hit.title} ({hit.description})" if hit.description else hit.title for hit in others]
    listing = f" It may be: {'; '.join(named)}." if named else ""
    return NoResultError(
        f"{topic!r} may mean several things.{listing}",
        hint="Name the one that you mean.",
        topic=topic,
        candidates=[hit.title for hit in others],
    )
