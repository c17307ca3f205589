import asyncio

import pytest
from fastapi.testclient import TestClient

from mrkl_apps.rest.app import create_app

Q = "please shout grüezi now"
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def app(system):
    return create_app(system)


def made_key(client, *scopes, **options):
    keys = client.app.state.server.store.keys
    return client.portal.call(lambda: keys.add("test", scopes, **options))


def test_an_open_server_knows_who_comes_without_a_name(client):
    session = client.get("/v1/session").json()
    assert session["by"] == "open"
    assert session["scopes"] == ["ask", "collections"]
    assert session["models"] == ["mrkl", "mrkl/shout", "mrkl/send"]
    assert session["model"] is None
    assert not client.cookies


def test_browsers_get_names_and_do_not_see_each_other(app):
    with TestClient(app) as one:
        other = TestClient(app)
        other.portal = one.portal
        first = one.get("/v1/session", headers=BROWSER)
        assert first.json()["by"] == "browser"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Secure" not in cookie  # over plain http no browser would send it back
        other.get("/v1/session", headers=BROWSER)
        body = {"question": Q, "conversation": "c"}
        assert one.post("/v1/ask", json=body, headers=BROWSER).status_code == 200
        assert one.get("/v1/conversations/c").status_code == 200
        assert other.get("/v1/conversations/c").status_code == 404
        assert other.get("/v1/conversations").json()["conversations"] == []
        again = one.get("/v1/session", headers=BROWSER)
        assert "set-cookie" not in again.headers


def test_a_browser_that_does_not_say_where_it_comes_from_is_one_too(client):
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    assert client.get("/v1/session", headers=headers).json()["by"] == "browser"


def test_a_cookie_over_https_is_secure(app):
    with TestClient(app, base_url="https://testserver") as client:
        assert "Secure" in client.get("/v1/session", headers=BROWSER).headers["set-cookie"]


def test_a_key_is_shown_in_two_ways_or_signed_in_with(client):
    _, secret = made_key(client, "ask")
    for headers in ({"Authorization": f"Bearer {secret}"}, {"x-api-key": secret}):
        session = client.get("/v1/session", headers=headers).json()
        assert (session["by"], session["scopes"]) == ("key", ["ask"])
    assert client.post("/v1/session", json={"key": secret}).json()["by"] == "key"
    assert client.get("/v1/session").json()["by"] == "key"
    assert client.delete("/v1/session", headers=BROWSER).status_code == 204
    assert client.get("/v1/session").json()["by"] == "open"


@pytest.mark.parametrize("wrong", ["mrkl_nonsense", "sk-something"])
def test_signing_in_needs_a_key(client, wrong):
    response = client.post("/v1/session", json={"key": wrong})
    assert (response.status_code, response.json()["code"]) == (401, "key_required")
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_ends_its_sessions(client):
    key, secret = made_key(client, "ask")
    _, admin = made_key(client, "admin")
    client.post("/v1/session", json={"key": secret})
    headers = {"Authorization": f"Bearer {admin}"}
    listed = client.get("/v1/keys", headers=headers).json()["keys"]
    assert [one["name"] for one in listed] == ["test", "test"]
    assert secret not in str(listed)
    assert client.delete(f"/v1/keys/{key.id}", headers=headers).status_code == 204
    assert client.get("/v1/session").status_code == 401


def test_keys_are_made_over_the_wire(client):
    _, admin = made_key(client, "admin")
    headers = {"Authorization": f"Bearer {admin}"}
    body = {"name": "phone", "scopes": ["ask"], "expires_at": "2999-01-01T00:00:00Z"}
    made = client.post("/v1/keys", json=body, headers=headers)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert client.get("/v1/session", headers={"x-api-key": secret}).json()["scopes"] == ["ask"]
    gone = {**body, "expires_at": "2001-01-01T00:00:00Z"}
    expired = client.post("/v1/keys", json=gone, headers=headers).json()["secret"]
    assert client.get("/v1/session", headers={"x-api-key": expired}).status_code == 401


def test_another_servers_key_is_none_on_an_open_server(client):
    assert client.get("/v1/session", headers={"x-api-key": "sk-1"}).json()["by"] == "open"


def test_too_many_requests_are_told_when_to_come_back(make_system):
    with TestClient(create_app(make_system(requests_per_minute=2))) as client:
        for _ in range(2):
            assert client.get("/v1/experts").status_code == 200
        response = client.get("/v1/experts")
        assert response.status_code == 429
        assert response.headers["retry-after"] == "30"
        assert response.json()["context"]["limit"] == "requests_per_minute"
        assert client.get("/healthz").status_code == 200


# Every route and every role

PLACES = {
    "{run}": "run_x", "{approval}": "approval_x", "{conversation}": "theirs", "{message}": "m",
    "{collection}": "collection_x", "{name}": "a.txt", "{file}": "file_x", "{key}": "key_x",
    "{model}": "mrkl",
}  # fmt: skip
BODIES = {
    ("POST", "/v1/ask"): {"question": Q},
    ("POST", "/v1/explain"): {"question": Q},
    ("POST", "/v1/runs/{run}/approvals/{approval}"): {"verdict": "approve"},
    ("PATCH", "/v1/conversations/{conversation}"): {"title": "x"},
    ("PUT", "/v1/messages/{message}/feedback"): {"rating": "up"},
    ("POST", "/v1/collections"): {"name": "x"},
    ("POST", "/v1/session"): {"key": "mrkl_x"},
    ("POST", "/v1/keys"): {"name": "x"},
}
OPEN = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("POST", "/v1/session"), ("DELETE", "/v1/session"),
}  # fmt: skip
COLLECTIONS = {
    ("POST", "/v1/collections"),
    ("DELETE", "/v1/collections/{collection}"),
    ("PUT", "/v1/collections/{collection}/files/{name}"),
    ("DELETE", "/v1/collections/{collection}/files/{file}"),
}
ADMIN = {
    ("GET", "/v1/keys"),
    ("POST", "/v1/keys"),
    ("DELETE", "/v1/keys/{key}"),
    ("GET", "/metrics"),
}


def scope_of(route):
    if route in COLLECTIONS:
        return "collections"
    return "admin" if route in ADMIN else "ask"


def test_every_route_is_closed_to_every_role_that_may_not_use_it(make_system):
    system = make_system(require_key=True, requests_per_minute=10_000)
    with TestClient(create_app(system)) as client:
        secrets = {scope: made_key(client, scope)[1] for scope in ("ask", "collections", "admin")}
        paths = client.get("/openapi.json").json()["paths"]
        routes = [(method.upper(), path) for path, found in paths.items() for method in found]
        tested = 0
        for method, path in routes:
            target = path
            for place, value in PLACES.items():
                target = target.replace(place, value)
            params = {"document": "a", "start": 0, "end": 1} if path == "/v1/passages" else None
            for role in (None, "wrong", *secrets):
                secret = secrets.get(role, "mrkl_wrong") if role else None
                response = client.request(
                    method, target, params=params, json=BODIES.get((method, path)),
                    headers={"x-api-key": secret} if secret else {},
                )  # fmt: skip
                tested += 1
                told = (method, path, role, response.status_code)
                if (method, path) in OPEN:
                    assert response.status_code != 403, told
                elif role in (None, "wrong"):
                    assert response.status_code == 401, told
                elif role == scope_of((method, path)):
                    assert response.status_code not in (401, 403), told
                else:
                    assert response.status_code == 403, told
        assert tested == 5 * len(routes)
        assert len(routes) >= 29


def test_what_belongs_to_others_is_not_there(client):
    """Two keys: what one makes, the other cannot see, change or guess by the way it is refused."""
    secrets = [made_key(client, "ask", "collections")[1] for _ in range(2)]
    mine, theirs = ({"x-api-key": secret} for secret in secrets)
    made = client.post("/v1/ask", json={"question": Q, "conversation": "c"}, headers=mine)
    run, message = made.headers["mrkl-run"], made.headers["mrkl-message"]
    collection = client.post("/v1/collections", json={"name": "n"}, headers=mine).json()["id"]
    put = client.put(f"/v1/collections/{collection}/files/a.txt", content=b"secret", headers=mine)
    file = put.json()["id"]
    requests = [
        ("GET", "/v1/conversations/c", None),
        ("GET", "/v1/conversations/c/export", None),
        ("PATCH", "/v1/conversations/c", {"title": "mine now"}),
        ("DELETE", "/v1/conversations/c", None),
        ("GET", f"/v1/runs/{run}", None),
        ("GET", f"/v1/runs/{run}/events", None),
        ("POST", f"/v1/runs/{run}/cancel", None),
        ("POST", f"/v1/runs/{run}/approvals/a", {"verdict": "approve"}),
        ("PUT", f"/v1/messages/{message}/feedback", {"rating": "up"}),
        ("DELETE", f"/v1/messages/{message}/feedback", None),
        ("GET", f"/v1/collections/{collection}", None),
        ("DELETE", f"/v1/collections/{collection}", None),
        ("PUT", f"/v1/collections/{collection}/files/b.txt", {"x": 1}),
        ("DELETE", f"/v1/collections/{collection}/files/{file}", None),
    ]
    for method, path, body in requests:
        foreign = client.request(method, path, json=body, headers=theirs)
        assert foreign.status_code == 404, (method, path)
        assert foreign.json()["code"] == "not_found"
    body = {"question": Q, "conversation": "c", "parent": message}
    assert client.post("/v1/ask", json=body, headers=theirs).status_code == 404
    body = {"question": Q, "collections": [collection]}
    assert client.post("/v1/ask", json=body, headers=theirs).status_code in (404, 503)
    assert client.get("/v1/collections", headers=theirs).json()["collections"] == []
    found = client.get("/v1/conversations", params={"query": "shout"}, headers=theirs).json()
    assert found["conversations"] == []
    assert client.get("/v1/conversations/c", headers=mine).json()["title"] == Q


def test_the_server_keeps_what_it_kept(system, make_system):
    async def kept():
        app = create_app(system)
        async with app.router.lifespan_context(app):
            await app.state.server.store.keys.add("k", ("ask",))
        app = create_app(make_system())
        async with app.router.lifespan_context(app):
            return await app.state.server.store.keys.all()

    (key,) = asyncio.run(kept())
    assert key.name == "k"
