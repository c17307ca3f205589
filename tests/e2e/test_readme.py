"""What the README shows is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.rest_load import serving

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSION, CLIENT = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def run(code, tmp_path):
    script = tmp_path / "session.py"
    script.write_text(code, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={"MRKL_OFFLINE": "1", "HOME": str(tmp_path), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_python_session_runs(tmp_path):
    done = run(SESSION, tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("372 0.9")
    assert lines[1] == "calculator {'expression': '15/100*2480'}"
    assert lines[-1] == "12"


def test_openais_client_asks_the_server(tmp_path):
    pytest.importorskip("openai", reason="of the clients extra")
    with serving([sys.executable, "-m", "mrkl", "serve", "--port", "0"]) as port:
        done = run(CLIENT.replace(":8000", f":{port}"), tmp_path)
    assert (done.stdout, done.returncode) == ("372\n", 0), done.stderr


def test_the_pictures_and_pages_that_it_names_are_there():
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / path).exists(), path
