"""Requests made from our own OpenAPI document, against the command in a process of its own."""

import pytest

pytest.importorskip("schemathesis", reason="of the dev extra")

from bench.rest_fuzz import measure


def test_no_request_of_the_document_is_a_server_error():
    found = measure(examples=3)
    assert found["cases"] > 500
    assert found["operations"] >= 29
    assert (found["server_errors"], found["failures"], found["errors"]) == (0, [], [])
