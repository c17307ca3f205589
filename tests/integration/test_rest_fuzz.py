"""Requests made from our own OpenAPI document, against the command in a process of its own."""

from importlib.util import find_spec

import pytest

from bench.rest_fuzz import measure

if find_spec("schemathesis") is None:
    pytest.skip("Schemathesis, of the dev extra, is not installed", allow_module_level=True)


def test_no_request_of_the_document_is_a_server_error():
    found = measure(examples=3)
    assert found["cases"] > 500
    assert found["operations"] >= 29
    assert (found["server_errors"], found["failures"], found["errors"]) == (0, [], [])
