import difflib
from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request):
    """Compare a text with the file of that name; rewrite it with --update-golden."""

    def compare(name, text):
        file = Path(__file__).parent / name
        if request.config.getoption("--update-golden", default=False):
            file.write_text(text, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        difference = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), name, "now", lineterm=""
        )
        assert text == kept, "\n".join(difference)

    return compare
