"""What a host allows a program to fetch (robots.txt, RFC 9309)."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from dateline.ingest.fetching import Fetcher, FetchError

KEPT = 24 * 3600.0  # seconds that an answer is good for
SOON = 3600.0  # where there was none
UNAVAILABLE = 500  # and above: whether it is allowed is not known


@dataclass(slots=True)
class Robots:
    """Asks each host once a day. A host without rules allows all; one that cannot say allows nothing for now."""

    fetcher: Fetcher
    name: str  # the word that rules call this program by
    known: dict[str, tuple[float, RobotFileParser]] = field(default_factory=dict)

    def check(self, url: str, now: float) -> None:
        """Raise FetchError where an address may not be fetched."""
        if not self._rules(url, now).can_fetch(self.name, url):
            raise FetchError(f"{url}: robots.txt of its host does not allow it (asked again after a while)")

    def delay(self, url: str, now: float) -> float:
        """Return the seconds between two requests that a host asks for."""
        return float(self._rules(url, now).crawl_delay(self.name) or 0)

    def _rules(self, url: str, now: float) -> RobotFileParser:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        until, rules = self.known.get(host, (0.0, RobotFileParser()))
        if now >= until:
            rules, kept = self._ask(f"{host}/robots.txt", now)
            self.known[host] = (now + kept, rules)
        return rules

    def _ask(self, url: str, now: float) -> tuple[RobotFileParser, float]:
        rules, kept = RobotFileParser(url), KEPT
        try:
            text = self.fetcher.fetch(url, now=now).body[:512_000].decode("utf-8", "replace")
        except FetchError as error:
            unknown = error.status is None or error.status >= UNAVAILABLE or error.status in (401, 403, 429)
            text, kept = ("User-agent: *\nDisallow: /", SOON) if unknown else ("", KEPT)
        rules.parse(text.splitlines())
        return rules, kept
