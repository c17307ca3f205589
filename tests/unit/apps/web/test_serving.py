import gzip

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient

from mrkl_apps.web.serving import DIST, SECURITY_HEADERS, add_page, read_page
from mrkl_core.errors import MRKLError

HTML = {"accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>mrkl</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-1.js").write_text("let x = 1;\n" * 500, encoding="utf-8")
    (tmp_path / "assets" / "font.woff2").write_bytes(b"font")
    (tmp_path / "odd.thing").write_bytes(b"?")
    return tmp_path


@pytest.fixture
def client(folder):
    app = FastAPI()
    add_page(app, folder)

    @app.get("/v1/thing")
    async def thing() -> dict[str, int]:
        return {"thing": 1}

    with TestClient(app) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/index.html", "/c/any-conversation"])
def test_the_page_is_at_its_own_places(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.text == "<title>mrkl</title>"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/v1/thing", "/v1/none", "/assets/index-1.js"])
def test_every_response_is_guarded(client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_documentation_of_the_routes_may_load_its_scripts(client):
    headers = client.get("/docs").headers
    assert "content-security-policy" not in headers
    assert headers["x-content-type-options"] == "nosniff"


def test_only_navigations_find_the_page_at_places_that_are_no_files(client):
    assert client.get("/c/x", headers={"accept": "application/json"}).status_code == 404
    assert client.get("/elsewhere", headers=HTML).status_code == 404
    assert client.post("/", headers=HTML).status_code == 404
    assert client.post("/v1/thing").status_code == 405


@pytest.mark.parametrize("path", ["/../serving.py", "/assets/..%2f..%2fserving.py", "/assets/"])
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_files_with_their_hash_in_the_name_are_kept_for_good(client):
    script = client.get("/assets/index-1.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


def test_texts_are_compressed_for_those_who_can_read_it(client, folder):
    plain = (folder / "assets" / "index-1.js").read_bytes()
    with client.stream("GET", "/assets/index-1.js") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    assert len(raw) < len(plain) / 10
    assert gzip.decompress(raw) == plain
    simple = client.get("/assets/index-1.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in simple.headers
    assert simple.content == plain
    assert "content-encoding" not in client.get("/assets/font.woff2").headers


def test_what_the_browser_has_is_not_sent_again(client):
    tag = client.get("/").headers["etag"]
    again = client.get("/", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/", headers={"if-none-match": '"other"'}).status_code == 200


def test_files_of_unknown_kind_are_bytes(client):
    assert client.get("/odd.thing").headers["content-type"] == "application/octet-stream"


def test_other_protocols_pass():
    app = FastAPI()
    add_page(app)

    @app.websocket("/talk")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()

    with TestClient(app) as made, made.websocket_connect("/talk") as socket:
        assert socket.receive_text() == "hello"


def test_a_page_that_is_not_built_says_so(tmp_path):
    with pytest.raises(MRKLError, match="not built") as raised:
        read_page(tmp_path)
    assert "npm run build" in raised.value.hint


def test_the_shipped_page_has_no_script_or_style_of_its_own():
    page = (DIST / "index.html").read_text(encoding="utf-8")
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count('src="/assets/') == 1


def test_the_shipped_page_is_light():
    sizes = {
        path: len(file.compressed)
        for path, file in read_page().items()
        if path != "/index.html" and file.compressed is not None
    }
    lazy = {path for path in sizes if "/katex-" in path or "/highlight-" in path}
    assert len(lazy) == 3
    assert sum(sizes.values()) <= 350_000
    assert sum(size for path, size in sizes.items() if path not in lazy) <= 120_000
