import runpy
import subprocess
import sys

import pytest

import mrkl

HEAVY = (
    "fastapi", "httpx", "onnxruntime", "pint", "pydantic", "sqlalchemy", "sympy", "torch",
)  # fmt: skip


def _python(code):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout.strip()


def test_importing_loads_nothing_heavy():
    code = f"import sys, mrkl; print([name for name in {HEAVY} if name in sys.modules])"
    assert _python(code) == "[]"


def test_importing_takes_less_than_three_tenths_of_a_second():
    # Processor time, best of three: other programs on the machine must not fail this.
    code = "import time; t = time.process_time(); import mrkl; print(time.process_time() - t)"
    assert any(float(_python(code)) < 0.3 for _ in range(3))


def test_every_public_name_can_be_used():
    assert dir(mrkl) == sorted(mrkl.__all__)
    for name in mrkl.__all__:
        assert getattr(mrkl, name) is not None
    assert mrkl.errors.MRKLError.__name__ == "MRKLError"


def test_an_unknown_name_lists_what_is_offered():
    with pytest.raises(AttributeError, match=r"no attribute 'Sistem'; it offers: .*'System'"):
        _ = mrkl.Sistem


def test_the_errors_need_no_import_of_their_own():
    assert mrkl.__getattr__("errors") is mrkl.errors


def test_the_package_runs_as_a_module(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["mrkl", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("mrkl", run_name="__main__")
    assert not ended.value.code
    assert capsys.readouterr().out == f"mrkl {mrkl.__version__}\n"
