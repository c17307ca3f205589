import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from mrkl.settings import Settings
from mrkl_core.errors import SettingsError


def test_defaults():
    settings = Settings()
    assert settings.deadline_s == 30.0
    assert (settings.deadline_for("off"), settings.deadline_for("on")) == (30.0, 300.0)
    assert settings.offline is False
    assert settings.model is None
    assert settings.collections == ()
    assert settings.wrong_call_rate == 0.02


def test_file_environment_and_arguments_override_in_this_order(monkeypatch):
    Path("mrkl.toml").write_text(
        'deadline_s = 5\nmodel = "echo"\ncollections = ["a", "b"]\ntimezone = "Asia/Tokyo"\n'
    )
    monkeypatch.setenv("MRKL_MODEL", "openai:x")
    monkeypatch.setenv("MRKL_COLLECTIONS", "handbook, notes ,")
    settings = Settings(deadline_s=7)
    assert settings.deadline_s == 7
    assert settings.deadline_for("on") == 7
    assert settings.model == "openai:x"
    assert settings.collections == ("handbook", "notes")
    assert settings.timezone == "Asia/Tokyo"


def test_another_file_can_be_named(monkeypatch, tmp_path):
    (tmp_path / "other.toml").write_text("offline = true\n")
    monkeypatch.setenv("MRKL_CONFIG", "other.toml")
    monkeypatch.setenv("MRKL_DATA", "../data")
    assert Settings().offline is True


def test_a_key_is_never_shown(monkeypatch):
    monkeypatch.setenv("MRKL_OPENAI_API_KEY", "sk-secret")
    settings = Settings()
    assert "sk-secret" not in repr(settings)
    assert settings.openai_api_key.get_secret_value() == "sk-secret"


def test_an_invalid_key_is_not_shown_either():
    with pytest.raises(SettingsError) as caught:
        Settings(openai_api_key=["sk-secret"])
    assert "sk-secret" not in str(caught.value)


def test_settings_are_frozen():
    with pytest.raises(pydantic.ValidationError):
        Settings().offline = True


def test_an_unknown_key_in_the_file_is_named():
    Path("mrkl.toml").write_text('modle = "echo"\n')
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert str(caught.value).startswith("'mrkl.toml' has the unknown key 'modle'. Known: ")
    assert str(caught.value).endswith("Did you mean 'model'?")


def test_an_unknown_variable_is_named(monkeypatch):
    monkeypatch.setenv("MRKL_OFLINE", "1")
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert "the unknown variable 'MRKL_OFLINE'" in str(caught.value)
    assert str(caught.value).endswith("Did you mean 'MRKL_OFFLINE'?")


def test_an_unknown_argument_is_named():
    with pytest.raises(SettingsError, match="unknown key 'databse_url'"):
        Settings(databse_url="sqlite://")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"deadline_s": 0}, "Setting 'deadline_s' is invalid: .*greater than 0, not 0"),
        ({"deadline_s": "soon"}, "Setting 'deadline_s' is invalid: .*not 'soon'"),
        ({"wrong_call_rate": 2}, "Setting 'wrong_call_rate' is invalid"),
        ({"country": "Germany"}, "Setting 'country' is invalid"),
        ({"timezone": "Mars/Olympus"}, "Setting 'timezone' is invalid: .*not an IANA time zone"),
        ({"timezone": "../etc/passwd"}, "Setting 'timezone' is invalid: .*not an IANA time zone"),
    ],
)
def test_an_invalid_value_is_named(values, message):
    with pytest.raises(SettingsError, match=message):
        Settings(**values)


def test_a_broken_file_is_named():
    Path("mrkl.toml").write_text("model = \n")
    with pytest.raises(SettingsError, match=r"'mrkl.toml' cannot be read"):
        Settings()


def test_a_missing_file_is_named(monkeypatch):
    monkeypatch.setenv("MRKL_CONFIG", "absent.toml")
    with pytest.raises(SettingsError, match=r"MRKL_CONFIG names 'absent.toml'"):
        Settings()


def test_no_other_module_reads_the_environment():
    root = Path(sys.modules["mrkl"].__file__).parent
    for path in root.rglob("*.py"):
        if path.name != "settings.py":
            assert "os.environ" not in path.read_text()
            assert "getenv" not in path.read_text()


def test_importing_settings_reads_nothing():
    code = "import os; os.environ['MRKL_NONSENSE'] = '1'; import mrkl.settings"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


def test_thinking_and_calls_of_the_model_are_settings(monkeypatch):
    assert (Settings().think, Settings().agent_calls) == ("auto", 4)
    monkeypatch.setenv("MRKL_THINK", "on")
    monkeypatch.setenv("MRKL_AGENT_CALLS", "0")
    assert (Settings().think, Settings().agent_calls) == ("on", 0)
    for values in ({"think": "maybe"}, {"agent_calls": -1}, {"agent_calls": 101}):
        with pytest.raises(SettingsError):
            Settings(**values)
