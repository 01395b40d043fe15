"""Limits: how much one person, or one address, may ask of this process in a minute.

They are kept in memory: a restart forgives, and each of several web processes counts for itself.
"""

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Hashable

_MOST_KEYS = 10_000
"""So that many addresses fill no memory; who is forgotten begins again."""
_SECONDS = 60.0


class Limiter:
    """Lets each key take so much a minute; what was not taken can be saved up for one minute.

    Args:
        per_minute: how much that is.
        clock: seconds that never run backward.
    """

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        self._left: dict[Hashable, tuple[float, float]] = {}
        """By key, how much was left when."""
        self._lock = threading.Lock()

    def take(self, key: Hashable, amount: float = 1.0) -> int:
        """Take an amount; return 0, or after how many seconds there is enough, and take nothing."""
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(key, (self._most, now))
            left = min(self._most, left + (now - at) * self._most / _SECONDS)
            # More than a whole minute's worth would never fit.
            missing = min(amount, self._most) - left
            self._left[key] = (left if missing > 0 else left - min(amount, self._most), now)
            while len(self._left) > _MOST_KEYS:
                # The one that has not been seen for longest.
                del self._left[next(iter(self._left))]
        return math.ceil(missing * _SECONDS / self._most) if missing > 0 else 0


def name_address(host: str) -> str:
    """Return what counts as one address: of IPv6 the network that one customer is given."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
