import os

import pytest


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch, tmp_path):
    """No setting of the machine reaches a test."""
    for key in list(os.environ):
        if key.upper().startswith("MRKL_"):
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
