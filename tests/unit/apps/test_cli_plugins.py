import json

import pytest

from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter
from mrkl_apps.cli.setup import Setup


class Forgetting(ScriptedRouter):
    """A scripted router that also forgets."""

    def unregister(self, name):
        self.registered = [spec for spec in self.registered if spec.name != name]


class Small(Setup):
    """Makes a system with one fake expert."""

    def system(self, settings, **options):
        return System(experts=[FakeExpert("cook")], settings=settings, **options)

    def router(self, settings):
        return Forgetting()


TOOL = {
    "name": "brew\u202e",
    "description": "Brews tea and coffee for you.",
    "examples": ["brew tea", "make me some coffee", "a cup of tea", "coffee now", "tea for two"],
}


@pytest.fixture
def check(mrkl, tmp_path):
    def check(tool, *options):
        (tmp_path / "tools.json").write_text(json.dumps([tool]))
        return mrkl("plugins", "check", "tools.json", *options, setup=Small())

    return check


def test_a_good_spec_passes(check):
    done = check({**TOOL, "name": "brew"})
    assert (done.code, done.out) == (0, "1 expert checked: 0 errors, 0 warnings.\n")
    assert json.loads(check({**TOOL, "name": "brew"}, "--json").out) == {
        "experts": ["brew"],
        "findings": [],
    }


def test_warnings_are_shown_and_pass(check):
    done = check({"name": "brew"})
    assert done.code == 0
    assert "It has no examples." in done.out
    assert "1 expert checked: 0 errors, 2 warnings." in done.out


def test_what_must_be_mended_is_exit_code_1(check):
    both = {**TOOL, "name": "brew", "negatives": TOOL["examples"]}
    done = check(both)
    assert done.code == 1
    assert "5 questions among examples" in done.out
    assert "and 2 more" in done.out
    done = check(both, "--json")
    assert done.code == 1
    (finding,) = json.loads(done.out)["findings"]
    assert (finding["code"], finding["severity"]) == ("example-is-negative", "error")
    assert len(finding["texts"]) == 5


def test_a_spec_that_cannot_be_used_is_an_error(check, mrkl):
    done = check({"name": "a", "parameters": 3}, "--json")
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == "value_format_error"
    done = check(TOOL)
    assert done.code == 1
    assert "cannot be 'brew\\u202e'" in done.err
    assert mrkl("plugins", "check", "absent.py", setup=Small()).code == 2
