import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tiny_checkpoints import blocks_config

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool
from mrkl_backends.pytorch.prefixes import Prefixes

ARCHITECTURE = read_architecture(blocks_config("A2/64"))


def table(pages=8):
    pool = PagePool(ARCHITECTURE, pages=pages, dtype=torch.float32, device="cpu")
    return pool, Prefixes(pool)


def text(letters, rest=0):
    """Return tokens that fill one page for each letter, and ``rest`` more."""
    return [ord(letter) for letter in letters for _ in range(PAGE_TOKENS)] + [0] * rest


def read(pool, prefixes, tenant, tokens):
    """Read a text as a reply would: take pages, keep the full ones, give all back."""
    pages = pool.take(-(-len(tokens) // PAGE_TOKENS))
    prefixes.keep(tenant, tokens, pages)
    pool.give_back(pages)
    return pages


def test_the_longest_known_beginning_is_shared():
    pool, prefixes = table()
    pages = read(pool, prefixes, "", text("abc", 5))
    assert prefixes.match("", text("abd", 1)) == pages[:2]
    assert prefixes.match("", text("bc", 1)) == []
    assert (pool.free, prefixes.idle) == (5, 1)


def test_the_last_token_is_always_left_to_read():
    pool, prefixes = table()
    pages = read(pool, prefixes, "", text("ab"))
    assert prefixes.match("", text("ab")) == pages[:1]
    assert prefixes.match("", text("ab", 1)) == pages


def test_only_full_pages_are_kept():
    pool, prefixes = table()
    read(pool, prefixes, "", text("a", 15))
    assert (pool.free, prefixes.idle) == (7, 1)


def test_nothing_is_shared_across_tenants():
    pool, prefixes = table()
    read(pool, prefixes, "anna", text("ab"))
    assert prefixes.match("ben", text("ab", 1)) == []
    assert prefixes.match("", text("ab", 1)) == []


def test_what_is_known_is_kept_once():
    pool, prefixes = table()
    pages = read(pool, prefixes, "", text("ab"))
    read(pool, prefixes, "", text("abc"))
    assert prefixes.idle == 3
    assert prefixes.match("", text("abcd"))[:2] == pages


def test_the_longest_unused_pages_are_given_up_first_and_ends_before_beginnings():
    pool, prefixes = table(pages=4)
    read(pool, prefixes, "", text("ab"))
    read(pool, prefixes, "", text("cd"))
    pool.give_back(prefixes.match("", text("ab", 1)))
    assert prefixes.make_room(1)
    assert len(prefixes.match("", text("cd", 1))) == 1
    assert len(prefixes.match("", text("ab", 1))) == 2


def test_what_is_in_use_is_never_given_up_and_nothing_is_in_vain():
    pool, prefixes = table(pages=4)
    read(pool, prefixes, "", text("abc"))
    held = prefixes.match("", text("abc"))
    assert not prefixes.make_room(3)
    assert (pool.free, prefixes.idle, len(held)) == (1, 1, 2)
    assert prefixes.make_room(2)
    assert (pool.free, prefixes.idle) == (2, 0)


def test_a_page_whose_beginning_was_given_up_is_kept_anew_and_once():
    pool, prefixes = table(pages=5)
    first, second = pool.take(2), pool.take(3)
    prefixes.keep("", text("ab"), first)
    prefixes.keep("", text("abc"), second)
    pool.give_back(first)
    assert prefixes.make_room(2)
    assert prefixes.match("", text("abc", 1)) == []
    prefixes.keep("", text("abc"), second)
    pool.give_back(second)
    assert (pool.free, prefixes.idle) == (2, 3)
    assert prefixes.match("", text("abc", 1)) == second


class Entry:
    def __init__(self, tenant, tokens, page):
        self.tenant, self.tokens, self.page = tenant, tokens, page
        self.used, self.is_reachable = 0, True


class SlowPrefixes:
    """Keeps whole beginnings in a list, and goes through all of them each time."""

    def __init__(self):
        self.entries, self.clock = [], 0

    def beginnings(self, tenant, tokens):
        found = []
        for end in range(PAGE_TOKENS, len(tokens) + 1, PAGE_TOKENS):
            found += [
                entry
                for entry in self.entries
                if entry.is_reachable and (entry.tenant, entry.tokens) == (tenant, tokens[:end])
            ]
        return found

    def match(self, tenant, tokens):
        found = []
        for entry in self.beginnings(tenant, tokens[:-1]):
            if len(entry.tokens) == PAGE_TOKENS * (len(found) + 1):
                found.append(entry)
        self.use(found)
        return [entry.page for entry in found]

    def keep(self, tenant, tokens, pages):
        for k in range(len(tokens) // PAGE_TOKENS):
            beginning = tokens[: PAGE_TOKENS * (k + 1)]
            if len(self.beginnings(tenant, beginning)) <= k:
                self.entries = [entry for entry in self.entries if entry.page != pages[k]]
                self.entries.append(Entry(tenant, beginning, pages[k]))
        self.use(self.beginnings(tenant, tokens))

    def use(self, entries):
        for entry in reversed(entries):
            self.clock += 1
            entry.used = self.clock

    def give_up(self, held):
        """Give up one page that nobody holds; what was found through it is not found again."""
        idle = [entry for entry in self.entries if entry.page not in held]
        gone = min(idle, key=lambda entry: entry.used)
        self.entries.remove(gone)
        for entry in self.entries:
            if entry.tenant == gone.tenant and entry.tokens[: len(gone.tokens)] == gone.tokens:
                entry.is_reachable = False


class Serving(RuleBasedStateMachine):
    """Replies begin and end; the table does what its slow twin does, and no page is stale."""

    pages = 9

    def __init__(self):
        super().__init__()
        self.pool, self.prefixes = table(self.pages)
        self.twin = SlowPrefixes()
        self.running = []
        self.content = {}

    @rule(
        tenant=st.sampled_from(["", "anna"]),
        letters=st.text("ab", max_size=4),
        rest=st.integers(1, PAGE_TOKENS),
    )
    def begin(self, tenant, letters, rest):
        tokens = text(letters, rest)
        known = self.prefixes.match(tenant, tokens)
        assert known == self.twin.match(tenant, tokens)
        for k, page in enumerate(known):
            assert self.content[page] == (tenant, tokens[: PAGE_TOKENS * (k + 1)])
        missing = -(-len(tokens) // PAGE_TOKENS) - len(known)
        free = self.pool.free
        could = missing <= free + self.prefixes.idle
        assert self.prefixes.make_room(missing) == could
        if not could:
            assert self.pool.free == free
            self.pool.give_back(known)
            return
        for _ in range(missing - free):
            self.twin.give_up({*known, *(page for one in self.running for page in one[2])})
        pages = known + self.pool.take(missing)
        for k in range(len(known), len(pages)):
            self.content[pages[k]] = (tenant, tokens[: PAGE_TOKENS * (k + 1)])
        self.running.append((tenant, tokens, pages))

    @precondition(lambda self: self.running)
    @rule(data=st.data(), ends=st.booleans())
    def keep(self, data, ends):
        place = data.draw(st.integers(0, len(self.running) - 1))
        tenant, tokens, pages = self.running[place]
        self.prefixes.keep(tenant, tokens, pages)
        self.twin.keep(tenant, tokens, pages)
        if ends:
            self.pool.give_back(pages)
            del self.running[place]

    @invariant()
    def every_page_is_free_idle_or_held(self):
        held = {page for _, _, pages in self.running for page in pages}
        idle = {entry.page for entry in self.twin.entries} - held
        assert self.prefixes.idle == len(idle)
        assert self.pool.free == self.pages - len(held) - len(idle)


TestServing = Serving.TestCase
TestServing.settings = settings(deadline=None, max_examples=60, stateful_step_count=50)
