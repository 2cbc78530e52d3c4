"""How often somebody may try: log-ins that failed, and requests of one account."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEPT = 20_000  # names and addresses that are remembered; the oldest go first


@dataclass(slots=True)
class _Seen:
    since: float
    count: int


class Limit:
    """Counts what happens under a name within a time; what is over the limit waits until the time has passed."""

    def __init__(self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``most`` in ``seconds``."""
        self._most, self._seconds, self._clock = most, seconds, clock
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Return how many seconds somebody has to wait; 0 for none."""
        with self._lock:
            seen = self._fresh(name)
            left = self._seconds - (self._clock() - seen.since) if seen and seen.count >= self._most else 0.0
        return max(1, round(left)) if left > 0 else 0

    def count(self, name: str) -> None:
        """Count one."""
        with self._lock:
            seen = self._fresh(name)
            if seen is None:
                self._seen[name] = _Seen(self._clock(), 1)
                while len(self._seen) > MOST_KEPT:
                    self._seen.popitem(last=False)
            else:
                seen.count += 1

    def forget(self, name: str) -> None:
        """Begin anew."""
        with self._lock:
            self._seen.pop(name, None)

    def _fresh(self, name: str) -> _Seen | None:
        seen = self._seen.get(name)
        if seen is not None and self._clock() - seen.since >= self._seconds:
            del self._seen[name]
            return None
        return seen


class LoginLimits:
    """Five failures of a name from an address, fifty of a name from anywhere, a hundred of an address: then one waits.

    What is counted is the same whether there is such an account or not, so that nobody learns which names there are.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody locked out."""
        self._pair, self._name = Limit(5, 900, clock=clock), Limit(50, 3_600, clock=clock)
        self._address = Limit(100, 900, clock=clock)

    def wait(self, name: str, address: str) -> int:
        """Return how many seconds have to pass before the next try."""
        return max(self._pair.wait(f"{address}\0{name}"), self._name.wait(name), self._address.wait(address))

    def failed(self, name: str, address: str) -> None:
        """Count a try before it is known to be right, so that many at once are no way around."""
        self._pair.count(f"{address}\0{name}")
        self._name.count(name)
        self._address.count(address)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of whoever knew the password."""
        self._pair.forget(f"{address}\0{name}")
