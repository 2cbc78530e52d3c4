"""Fetching from servers that are not ours: politely, within bounds, and never from our own neighbours."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
LATER = (429, 503)
BLOCK = 1 << 16
SILENCE = 20.0  # seconds without a byte


class FetchError(Exception):
    """An address could not be fetched; ``wait`` is how many seconds the server asked to be left alone."""

    def __init__(self, message: str, *, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.status, self.wait = status, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: ``status`` 200 or 304, the address at last, and what to ask with the next time."""

    status: int
    url: str
    body: bytes = b""
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches http and https addresses.

    ``private`` allows addresses that are not of the public internet (loopback, local networks): without it, a feed
    cannot make this machine ask its own neighbours, by its name, by a redirect or by a name that resolves to them.
    """

    agent: str
    private: bool = False
    max_bytes: int = 20_000_000
    seconds: float = 60.0
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(
        self, url: str, *, etag: str | None = None, modified: str | None = None, now: float | None = None
    ) -> Answer:
        """Return the answer of a server, asked for what has changed (RFC 9110: If-None-Match, If-Modified-Since).

        Raises:
            FetchError: it cannot be reached, is refused, too large, too slow, or answers with an error.
        """
        headers = {"User-Agent": self.agent, "Accept-Encoding": "gzip", "Connection": "close"}
        headers |= {"Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        for _ in range(REDIRECTS + 1):
            try:
                answer, target = self._ask(url, headers, now or time.time())
            except (OSError, http.client.HTTPException, zlib.error) as error:
                raise FetchError(f"{url}: cannot be fetched ({error or type(error).__name__})") from None
            if answer:
                return answer
            url = urljoin(url, target)
        raise FetchError(f"{url}: redirected more than {REDIRECTS} times")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send something to an address that its owner named; nothing but a status of 2xx will do.

        Raises:
            FetchError: it could not be sent, or was not taken.
        """
        parts = urlsplit(url)
        try:
            with closing(self._connect(url, check=False)) as connection:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("POST", path, body, {"User-Agent": self.agent, **headers})
                status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(f"{parts.hostname}: cannot be reached ({error or type(error).__name__})") from None
        if not 200 <= status < 300:
            raise FetchError(f"{parts.hostname}: answered {status}", status=status)

    def _ask(self, url: str, headers: dict[str, str], now: float) -> tuple[Answer | None, str]:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with closing(self._connect(url)) as connection:
            watch = threading.Timer(self.seconds, _cut_off, (connection,))
            watch.start()
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                if response.status in MOVED and response.headers.get("Location"):
                    return None, response.headers["Location"]
                if response.status not in (200, 304):
                    raise FetchError(f"{url}: the server answered {response.status}", status=response.status,
                                     wait=_wait(response, now))  # fmt: skip
                body = self._read(response, url) if response.status == 200 else b""
            finally:
                watch.cancel()
        given = response.headers
        return Answer(status=response.status, url=url, body=body, etag=given.get("ETag"),
                      modified=given.get("Last-Modified")), ""  # fmt: skip

    def _read(self, response: http.client.HTTPResponse, url: str) -> bytes:
        packed = response.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        unpack = zlib.decompressobj(wbits=31) if packed else None
        body = bytearray()
        while data := response.read(BLOCK):
            while data:
                body += unpack.decompress(data, BLOCK) if unpack else data
                data = unpack.unconsumed_tail if unpack else b""
                if len(body) > self.max_bytes:
                    raise FetchError(f"{url}: it is larger than {self.max_bytes:,} bytes")
        if response.length or (unpack and not unpack.eof):
            raise FetchError(f"{url}: the answer was cut off")
        return bytes(body)

    def _connect(self, url: str, *, check: bool = True) -> http.client.HTTPConnection:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise FetchError(f"{url}: is no address") from None
        if parts.scheme not in ("http", "https") or not host:
            raise FetchError(f"{url}: only http and https addresses are fetched")
        port = port or (443 if parts.scheme == "https" else 80)
        timeout = min(SILENCE, self.seconds)
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if check and not self.private and not all(map(_is_public, found)):
            raise FetchError(f"{url}: is an address of this machine or of a local network; allow_private allows it")
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        plain = socket.create_connection((found[0], port), timeout=timeout)  # the address that was looked at, no other
        connection.sock = self.tls.wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        if parts.scheme == "https" and port == 443:
            connection.default_port = 443  # no port in the Host header
        return connection


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global and not found.is_multicast


def _cut_off(connection: http.client.HTTPConnection) -> None:
    """End a connection that takes too long, whatever it is at."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _wait(response: http.client.HTTPResponse, now: float) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    if response.status not in LATER or not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None
