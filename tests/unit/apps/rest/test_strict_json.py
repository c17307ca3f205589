import json
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from mrkl_apps.rest.problems import add_handlers
from mrkl_apps.rest.strict_json import DEPTH, StrictRoute, depth_of, read_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='[]{}"\\ab'), inner),
    max_leaves=20,
)


def plain_depth(value):
    if isinstance(value, dict):
        return 1 + max(map(plain_depth, value.values()), default=0)
    return 1 + max(map(plain_depth, value), default=0) if isinstance(value, list) else 0


@given(JSON, st.booleans())
def test_json_is_read_as_it_is_written(value, escaped):
    body = json.dumps(value, ensure_ascii=escaped).encode()
    assert read_json(body) == value
    assert depth_of(body) == plain_depth(value)


@pytest.fixture
def client():
    app, router = FastAPI(), APIRouter(route_class=StrictRoute)
    add_handlers(app)

    @router.post("/x")
    async def take(body: Annotated[Any, Body()]):
        return body

    app.include_router(router)
    with TestClient(app) as made:
        yield made


def post(client, body):
    return client.post("/x", content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "Expecting"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b'["\\ud800"]', "half of a surrogate pair"),
        (b'["\xff"]', "byte 2 is not UTF-8"),
        (b"[" + b"9" * 5000 + b"]", "4300"),
    ],
)
def test_what_is_no_json_is_refused(client, body, reason):
    response = post(client, body)
    assert response.status_code == 400
    assert response.json()["code"] == "malformed_json"
    assert reason in response.json()["detail"]


@pytest.mark.parametrize(("levels", "status"), [(DEPTH, 200), (DEPTH + 1, 413), (50_000, 413)])
def test_depth_is_bounded(client, levels, status):
    response = post(client, b"[" * levels + b"]" * levels)
    assert response.status_code == status
