"""A real feed server on the loopback address, which remembers what it was asked and fails as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ITEM = (
    "<item><guid>{id}</guid><title>{id}</title><pubDate>Wed, 08 May 2024 10:00:00 GMT</pubDate>"
    "<description>{text}</description></item>"
)


@dataclass
class Site:
    """What the server has, and what it was asked: (path, headers)."""

    port: int = 0
    items: dict[str, dict[str, str]] = field(default_factory=dict)  # by path: texts by guid
    status: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    robots: str | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def polls(self, path: str) -> int:
        return sum(one == path for one, _ in self.asked)

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return (200, {}, self.robots.encode()) if self.robots is not None else (404, {}, b"")
        status, more = self.status.get(path, 200), self.headers.get(path, {})
        if status != 200:
            return status, more, b""
        if path in self.bodies:
            return 200, more, self.bodies[path]
        items = "".join(ITEM.format(id=id, text=text) for id, text in self.items.get(path, {}).items())
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'.encode()
        etag = f'"{hash(body) & 0xFFFFFF:x}"'
        return (304, {"ETag": etag}, b"") if headers.get("If-None-Match") == etag else (200, {"ETag": etag}, body)


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            self.reply(*site.answer(self.path, dict(self.headers)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = site.status.get(self.path, 204)
            if status == 204:
                site.posted.append((self.path, dict(self.headers), body))
            self.reply(status, {}, b"")

        def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
