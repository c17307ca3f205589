import time

import pytest
from fastapi.testclient import TestClient

from mrkl_apps.rest import collections as routes
from mrkl_apps.rest.app import create_app
from mrkl_experts.documents import Collection, Document, DocumentsExpert

HANDBOOK = "# Leave\n\nParental leave lasts 16 weeks, paid in full.\n\n# Travel\n\nBook by rail.\n"


@pytest.fixture
def shared(tmp_path):
    with Collection(tmp_path / "shared.sqlite", name="rules") as made:
        made.put(Document(name="rules.txt", text="Dogs are welcome on Fridays."))
        yield made


@pytest.fixture
def client(make_system, shared):
    with TestClient(create_app(make_system(DocumentsExpert([shared])))) as made:
        yield made


def make(client, name="handbook"):
    return client.post("/v1/collections", json={"name": name}).json()["id"]


def put(client, collection, name, content):
    return client.put(f"/v1/collections/{collection}/files/{name}", content=content)


def settled(client, collection):
    """Return the files once none is waiting or being indexed."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        files = client.get(f"/v1/collections/{collection}").json()["files"]
        if all(file["status"] in ("ready", "failed") for file in files):
            return files
        time.sleep(0.02)
    raise AssertionError(files)


def test_a_file_is_put_in_indexed_asked_and_cited(client):
    collection = make(client)
    received = put(client, collection, "Staff handbook.md", HANDBOOK.encode())
    assert received.status_code == 202
    assert received.json()["status"] == "waiting"
    (file,) = settled(client, collection)
    assert (file["name"], file["status"]) == ("Staff handbook.md", "ready")
    assert file["bytes"] == len(HANDBOOK.encode())
    body = {"question": "How long does parental leave last?", "collections": ["handbook"]}
    answer = client.post("/v1/ask", json=body).json()
    assert "16 weeks" in answer["text"]
    source = answer["sources"][0]
    place = {"document": source["document"], "start": source["start"], "end": source["end"]}
    passage = client.get("/v1/passages", params={**place, "around": 10}).json()
    raw = passage["text"].encode()
    start, end = source["start"] - passage["offset"], source["end"] - passage["offset"]
    assert raw[start:end].decode() == source["quote"]


def test_conversations_may_look_into_collections_too(client):
    collection = make(client)
    put(client, collection, "a.txt", HANDBOOK.encode())
    settled(client, collection)
    body = {"question": "parental leave", "collections": [collection], "conversation": "c"}
    assert "16 weeks" in client.post("/v1/ask", json=body).json()["text"]


def test_collections_are_listed_the_shared_ones_last(client):
    make(client, "b")
    make(client, "a")
    found = client.get("/v1/collections").json()["collections"]
    assert [(one["name"], one["shared"]) for one in found] == [
        ("b", False),
        ("a", False),
        ("rules", True),
    ]
    assert found[2]["ready"] == 1
    answer = client.post("/v1/ask", json={"question": "dogs?", "collections": ["rules"]}).json()
    assert "Fridays" in answer["text"]
    assert client.post("/v1/collections", json={"name": "a"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("image.png", b"\x89PNG", "of no kind that can be read"),
        ("broken.pdf", b"%PDF-1.4 nonsense", "damaged"),
        ("empty.txt", b"   ", "holds no text"),
    ],
)
def test_files_that_cannot_be_read_say_why(client, name, content, reason):
    collection = make(client)
    assert put(client, collection, name, content).status_code == 202
    (file,) = settled(client, collection)
    assert file["status"] == "failed"
    assert reason in file["error"]["message"]
    assert file["error"]["hint"]


def test_files_and_collections_are_deleted(client, tmp_path):
    collection = make(client)
    for name in ("a.txt", "b.txt"):
        put(client, collection, name, b"Parental leave lasts 16 weeks.")
    files = settled(client, collection)
    path = f"/v1/collections/{collection}"
    assert client.delete(f"{path}/files/{files[0]['id']}").status_code == 204
    assert client.delete(f"{path}/files/{files[0]['id']}").status_code == 404
    assert [file["name"] for file in client.get(path).json()["files"]] == ["b.txt"]
    place = {"document": "a.txt", "start": 0, "end": 1}
    gone = client.get("/v1/passages", params=place)
    assert (gone.status_code, gone.json()["code"]) == (422, "document_error")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert list((tmp_path / "data" / "uploads" / "indexes").iterdir()) == []
    body = {"question": "x", "collections": [collection]}
    assert client.post("/v1/ask", json=body).status_code == 404


def test_a_file_of_the_same_name_takes_the_place_of_the_first(client):
    collection = make(client)
    put(client, collection, "a.txt", b"Leave lasts 16 weeks.")
    settled(client, collection)
    put(client, collection, "a.txt", b"Leave lasts 20 weeks.")
    (file,) = settled(client, collection)
    answer = client.post("/v1/ask", json={"question": "leave", "collections": [collection]})
    assert "20 weeks" in answer.json()["text"]
    assert "16 weeks" not in answer.json()["text"]
    assert file["bytes"] == 21


def test_what_is_no_file_leaves_nothing_behind(client, tmp_path):
    collection = make(client)
    empty = put(client, collection, "a.txt", b"")
    assert (empty.status_code, empty.json()["code"]) == (422, "document_error")
    assert put(client, "collection_none", "a.txt", b"x").status_code == 404
    assert put(client, collection, "%07.txt", b"x").status_code == 422
    assert put(client, collection, "a" * 201, b"x").status_code == 422
    large = put(client, collection, "a.txt", b"x" * (routes.MOST_BYTES + 1))
    assert large.status_code == 413
    assert client.get(f"/v1/collections/{collection}").json()["files"] == []
    incoming = tmp_path / "data" / "uploads" / "incoming"
    assert not incoming.exists() or list(incoming.iterdir()) == []


def test_a_collection_asked_for_twice_with_a_key_is_made_once(client):
    headers = {"Idempotency-Key": "k"}
    first = client.post("/v1/collections", json={"name": "n"}, headers=headers)
    second = client.post("/v1/collections", json={"name": "n"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


def test_without_a_documents_expert_no_collection_can_be_asked(make_system):
    with TestClient(create_app(make_system())) as client:
        collection = make(client)
        put(client, collection, "a.txt", b"words")
        assert settled(client, collection)[0]["status"] == "ready"
        body = {"question": "x", "collections": [collection]}
        response = client.post("/v1/ask", json=body)
        assert (response.status_code, response.json()["code"]) == (503, "expert_unavailable")
