from importlib.metadata import EntryPoint

import pytest

from mrkl.plugins import GROUP, load_plugins


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Write modules to import; return how to name one as an entry point."""
    monkeypatch.syspath_prepend(tmp_path)
    written = []

    def write(name, code):
        module = f"mrkl_test_plugin_{tmp_path.name.replace('-', '_')}_{len(written)}"
        (tmp_path / f"{module}.py").write_text("from mrkl.testing import FakeExpert\n" + code)
        written.append(module)
        return EntryPoint(name=name, value=f"{module}:made", group=GROUP)

    return write


def test_an_expert_a_list_or_a_function_will_do(modules):
    points = [
        modules("c", "def made():\n    return [FakeExpert('three'), FakeExpert('four')]\n"),
        modules("a", "made = FakeExpert('one')\n"),
        modules("b", "made = [FakeExpert('two')]\n"),
        modules("d", "def made():\n    return FakeExpert('five')\n"),
    ]
    plugins = load_plugins(points)
    assert [(plugin.name, [e.spec.name for e in plugin.experts]) for plugin in plugins] == [
        ("a", ["one"]),
        ("b", ["two"]),
        ("c", ["three", "four"]),
        ("d", ["five"]),
    ]
    assert plugins[0].distribution == "unknown"
    assert plugins[0].error is None


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("import nothing_of_that_name\n", "ModuleNotFoundError"),
        ("made = 3\n", "TypeError"),
        ("made = ['x']\n", "TypeError: 'x' is not an expert"),
        ("def made():\n    raise RuntimeError('no licence')\n", "RuntimeError: no licence"),
        ("other = 1\n", "AttributeError"),
    ],
)
def test_a_broken_plugin_is_reported_and_the_others_work(modules, code, message):
    broken, good = load_plugins([modules("a", code), modules("b", "made = FakeExpert('x')\n")])
    assert broken.error.code == "plugin_load_error"
    assert broken.error.context == {"plugin": "a"}
    assert message in broken.error.message
    assert broken.experts == ()
    assert len(good.experts) == 1


def test_installed_plugins_are_found():
    assert isinstance(load_plugins(), tuple)
