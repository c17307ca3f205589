import pytest

import mrkl_backends
from mrkl_core.errors import ModelNotFoundError, SettingsError
from mrkl_core.protocols import LanguageModel


def test_models_are_loaded_by_name() -> None:
    echo = mrkl_backends.load("echo")
    assert isinstance(echo, LanguageModel)
    assert echo.name == "echo"
    model = mrkl_backends.load("openai:org/model:tag", base_url="http://127.0.0.1:1/v1/")
    assert isinstance(model, LanguageModel)
    assert model.name == "openai:org/model:tag"
    assert repr(model) == "OpenAIModel('http://127.0.0.1:1/v1', 'org/model:tag')"
    assert "'https://api.openai.com/v1'" in repr(mrkl_backends.load("openai:x", timeout_s=3))


@pytest.mark.parametrize(
    "name",
    ["gpt", "", "openai:", "openai: ", "/no/such/path", "a\0b", "~nobody-here/x", "x" * 5000],
)
def test_unknown_models_name_the_alternatives(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match=r"No language model .*openai:MODEL.*'echo'"):
        mrkl_backends.load(name)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8000", "ftp://host/v1", "http://", "http://h/v1?key=1", "http://[::1", "\n"],
)
def test_addresses_must_be_addresses(url: str) -> None:
    with pytest.raises(SettingsError, match="is not the address of a server"):
        mrkl_backends.load("openai:x", base_url=url or " ")


def test_secrets_are_never_shown() -> None:
    with pytest.raises(SettingsError, match="holds a user name or password") as caught:
        mrkl_backends.load("openai:x", base_url="http://me:hidden@host/v1")
    assert "hidden" not in str(caught.value)
    for key in ("sk-secret\nInjected: 1", "sk secret", "sk-sécret"):
        with pytest.raises(SettingsError, match="characters that no key has") as caught:
            mrkl_backends.load("openai:x", api_key=key)
        assert "sk" not in str(caught.value)
    assert "sk-secret" not in repr(mrkl_backends.load("openai:x", api_key="sk-secret"))


def test_a_timeout_must_be_positive() -> None:
    with pytest.raises(SettingsError, match="timeout_s is -1"):
        mrkl_backends.load("openai:x", timeout_s=-1)
