"""The chat page's weight, first paint and stillness, in a headless Chromium against `mrkl serve`.

Weight: all scripts, styles and the document as they travel (gzip), without fonts; what is loaded
only when a formula or code is shown counts too. Stillness: the layout shifts (Web Vitals' CLS) of a
visit with three answers. Needs Debian's chromium; another one can be named by PAGE_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Mapping
from typing import Any

from bench.report import run
from bench.rest_load import serving
from mrkl_apps.web.serving import read_page

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
QUESTIONS = (
    "What is 15% of 2,480?",
    "How many customers does each country have?",
    "How many km is 26.2 miles?",
)
VISITS = 5
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
_WATCH = """() => { window.moved = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""


def measure(visits: int = VISITS) -> Mapping[str, Any]:
    """Measure the page; without a browser, only what it weighs."""
    weights = {
        path: len(file.compressed)
        for path, file in read_page().items()
        if path != "/index.html" and file.compressed is not None
    }
    found: dict[str, Any] = {"gzip_bytes": sum(weights.values()), "files": len(weights)}
    chromium = os.environ.get("PAGE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        return {**found, "reason": "no chromium"}
    return {**found, **_visited(chromium, visits)}


def _visited(chromium: str, visits: int) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    paints, moved = [], 0.0
    with (
        serving([sys.executable, "-m", "mrkl", "serve", "--port", "0"]) as port,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for _ in range(visits):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{port}")
            page.get_by_label("Ask a question").wait_for()
            paints.append(page.evaluate(_PAINT))
            page.evaluate(_WATCH)
            for number, question in enumerate(QUESTIONS):
                field = page.get_by_label("Ask a question")
                field.fill(question)
                field.press("Enter")
                answer = page.get_by_role("article", name="Answer").nth(number)
                answer.and_(page.locator("[aria-busy=false]")).wait_for()
            moved = max(moved, page.evaluate("() => window.moved"))
            page.context.close()
        browser.close()
    return {
        "first_paint_ms": statistics.median(paints),
        "first_paint_ms_worst": max(paints),
        "layout_shift": moved,
    }


def quick() -> Mapping[str, Any]:
    """Try it: one visit."""
    return measure(visits=1)


if __name__ == "__main__":
    run(measure, __doc__ or "", quick)
