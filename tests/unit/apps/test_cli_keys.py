import json

import pytest

from mrkl.settings import Settings
from mrkl_apps.cli.serve import check_openness, host_names, is_loopback
from mrkl_core.errors import SettingsError


@pytest.fixture
def keys(mrkl, monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments):
        return mrkl("keys", *arguments)

    return run


def test_a_key_is_made_listed_and_revoked(keys):
    made = keys("add", "phone")
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("mrkl_")
    listed = keys("list").out
    assert "phone  ask,collections  last used never" in listed
    assert secret not in listed
    (key,) = json.loads(keys("list", "--json").out)
    assert key["scopes"] == ["ask", "collections"]
    assert keys("revoke", key["id"]).code == 0
    assert "revoked" in keys("list").out
    assert keys("revoke", "key_none").code == 1


def test_a_key_may_be_for_less_and_for_a_while(keys):
    made = json.loads(keys("add", "x", "--scope", "ask", "--days", "2", "--json").out)
    assert made["scopes"] == ["ask"]
    assert made["expires_at"] > made["created_at"]
    assert made["secret"].startswith(made["prefix"])


def test_an_unknown_scope_is_told(keys):
    done = keys("add", "x", "--scope", "all")
    assert done.code == 2
    assert "Scopes are ask, collections, admin." in done.err


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_this_machine_alone_needs_no_key(host):
    assert is_loopback(host)
    check_openness(host, Settings(), is_open=False)
    names = host_names(host, Settings(hosts=("mrkl.test",)))
    assert {host, "localhost", "mrkl.test"} <= set(names)


def test_other_machines_need_keys_or_a_word():
    with pytest.raises(SettingsError, match="would answer other machines"):
        check_openness("0.0.0.0", Settings(), is_open=False)
    check_openness("0.0.0.0", Settings(), is_open=True)
    check_openness("0.0.0.0", Settings(require_key=True), is_open=False)
    assert host_names("0.0.0.0", Settings()) is None
    assert host_names("0.0.0.0", Settings(hosts=("a", "b"))) == ["a", "b"]


def test_serving_other_machines_without_keys_is_refused(mrkl, monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA_DIR", str(tmp_path))
    done = mrkl("serve", "--host", "0.0.0.0", "--port", "0")
    assert done.code == 2
    assert "--open" in done.err
