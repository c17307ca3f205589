import itertools

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from mrkl_apps.rest.guard import Guard, host_name

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def client():
    app = FastAPI()
    app.add_middleware(Guard, hosts=["127.0.0.1", "localhost"])

    @app.api_route("/x", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def reached():
        return "reached"

    with TestClient(app, base_url=BASE) as made:
        yield made


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "http://127.0.0.1:8000.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Cookie": "mrkl_session=x"},
    {"Origin": "http://evil.example", "Cookie": "mrkl_session=x", "Sec-Fetch-Site": "cross-site"},
]
FORMS = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]


@pytest.mark.parametrize(
    ("method", "headers", "kind"),
    list(itertools.product(["POST", "PUT", "PATCH", "DELETE"], FOREIGN, FORMS)),
)
def test_another_site_changes_nothing(client, method, headers, kind):
    response = client.request(method, "/x", headers={**headers, "Content-Type": kind})
    assert response.status_code == 403
    assert response.json()["code"] == "cross_site"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": BASE, "Cookie": "mrkl_session=x"},
        {"Sec-Fetch-Site": "same-origin", "Cookie": "mrkl_session=x"},
        {"Sec-Fetch-Site": "none"},
        {"Authorization": "Bearer mrkl_x", "Cookie": "other=1"},
        {"x-api-key": "mrkl_x", "Cookie": "other=1"},
    ],
)
def test_our_own_page_and_programs_pass(client, headers):
    assert client.post("/x", headers=headers).json() == "reached"


def test_reading_needs_no_origin(client):
    assert client.get("/x", headers={"Cookie": "mrkl_session=x"}).json() == "reached"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "", "[::1", "a b"])
def test_names_that_are_not_ours_are_turned_away(client, host):
    response = client.get("/x", headers={"Host": host})
    assert response.status_code == 421
    assert response.json()["code"] == "unknown_host"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1"])
def test_names_that_are_ours_pass_with_any_port(client, host):
    assert client.get("/x", headers={"Host": host}).json() == "reached"


def test_without_a_list_any_name_passes():
    app = FastAPI()
    app.add_middleware(Guard)
    with TestClient(app) as client:  # the application's start passes too
        assert client.get("/none", headers={"Host": "any.example"}).status_code == 404


def test_the_name_of_an_address():
    assert host_name("[::1]:8000") == "::1"
