import hashlib

from mrkl_apps.web import check


def test_the_built_page_is_made_of_the_sources_beside_it():
    assert check.is_current(), "npm ci && npm run build in apps/mrkl_apps/web/page, and commit"


def test_the_fingerprint_is_of_names_and_contents(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.ts").write_bytes(b"xy")
    (tmp_path / "a.ts").write_bytes(b"z")
    expected = hashlib.sha256(b"a.ts\x001\x00zsrc/b.ts\x002\x00xy").hexdigest()
    assert check.fingerprint(tmp_path) == expected


def test_what_is_installed_tested_or_hidden_does_not_count(tmp_path):
    (tmp_path / "a.ts").write_bytes(b"z")
    before = check.fingerprint(tmp_path)
    for name in ("node_modules", "tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ts").write_bytes(b"1")
    (tmp_path / ".cache").write_bytes(b"2")
    assert check.fingerprint(tmp_path) == before


def test_a_change_is_noticed(tmp_path):
    page = tmp_path / "page"
    page.mkdir()
    (page / "a.ts").write_bytes(b"1")
    built = tmp_path / "sources.sha256"
    assert not check.is_current(page, built)
    built.write_text(check.fingerprint(page) + "\n", encoding="ascii")
    assert check.is_current(page, built)
    (page / "a.ts").write_bytes(b"2")
    assert not check.is_current(page, built)


def test_the_command_tells(capsys, tmp_path):
    assert check.main() == 0
    assert "matches" in capsys.readouterr().out
    assert check.main(tmp_path / "none") == 1
    assert "npm run build" in capsys.readouterr().err
