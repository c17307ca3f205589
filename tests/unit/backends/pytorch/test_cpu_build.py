import logging
import subprocess
import sys

import pytest

from mrkl_backends.pytorch.cpu_build import (
    FLAGS,
    cache_folder,
    compiled,
    cpu_step_library,
    find_compiler,
)

if find_compiler() is None:
    pytest.skip("no C++ compiler", allow_module_level=True)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "seven.cpp"
    path.write_text('extern "C" int seven() { return 7; }')
    return path


def test_a_program_is_compiled_once(source, tmp_path):
    folder = tmp_path / "deep" / "cache"
    assert compiled(source, FLAGS, folder).seven() == 7
    (program,) = folder.iterdir()
    made = program.stat().st_mtime_ns
    assert compiled(source, FLAGS, folder).seven() == 7
    assert program.stat().st_mtime_ns == made
    assert folder.stat().st_mode & 0o77 == 0


def test_a_changed_program_is_compiled_anew(source, tmp_path):
    compiled(source, FLAGS, tmp_path / "cache")
    source.write_text('extern "C" int seven() { return 8; }')
    assert compiled(source, FLAGS, tmp_path / "cache").seven() == 8


def test_a_changed_header_compiles_a_program_anew(source, tmp_path):
    source.write_text('#include "number.h"\nextern "C" int seven() { return number; }')
    for number in (7, 8):
        (tmp_path / "number.h").write_text(f"const int number = {number};")
        assert compiled(source, FLAGS, tmp_path / "cache").seven() == number


def test_a_program_that_does_not_compile_is_named(source, tmp_path, caplog):
    source.write_text("no program")
    assert compiled(source, FLAGS, tmp_path / "cache") is None
    assert "seven.cpp could not be compiled" in caplog.text
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_a_compiler_there_is_no_program(source, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.INFO):
        assert compiled(source, FLAGS, tmp_path / "cache") is None
    assert "No C++ compiler" in caplog.text


def test_the_cache_is_where_the_user_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "mrkl" / "compiled"


def test_it_can_be_turned_off():
    program = "from mrkl_backends.pytorch.cpu_build import *; print(cpu_step_library())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"MRKL_CPU_STEP": "0"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "None"


def test_it_is_not_looked_for_when_it_is_turned_off(monkeypatch):
    monkeypatch.setenv("MRKL_CPU_STEP", "0")
    assert cpu_step_library.__wrapped__() is None
