"""PDF lock: the oldest password protection of PDF, enough to make a file nobody can read.

Source: PDF Reference 1.4, section 3.5.2, standard security handler, revision 2 (40-bit RC4).
"""

import hashlib
from dataclasses import dataclass

PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
PERMISSIONS = -4
KEY_BYTES = 5


@dataclass(frozen=True)
class Lock:
    """A key, and the dictionary that goes into the trailer."""

    key: bytes
    dictionary: bytes

    @classmethod
    def from_password(cls, password: str, identity: bytes) -> "Lock":
        """Derive the lock from a password that opens the file, for owner and user alike."""
        padded = (password.encode("latin-1") + PADDING)[:32]
        owner = _apply_rc4(_md5(padded)[:KEY_BYTES], padded)
        permissions = PERMISSIONS.to_bytes(4, "little", signed=True)
        key = _md5(padded + owner + permissions + identity)[:KEY_BYTES]
        user = _apply_rc4(key, PADDING)
        dictionary = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>" % (
            owner.hex().encode(),
            user.hex().encode(),
            PERMISSIONS,
        )
        return cls(key, dictionary)

    def seal(self, content: bytes, number: int) -> bytes:
        """Encrypt a string or stream of object `number`."""
        own_key = _md5(self.key + number.to_bytes(3, "little") + b"\0\0")[: KEY_BYTES + 5]
        return _apply_rc4(own_key, content)


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _apply_rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    swap = 0
    for place in range(256):
        swap = (swap + state[place] + key[place % len(key)]) % 256
        state[place], state[swap] = state[swap], state[place]
    first = second = 0
    sealed = bytearray()
    for byte in content:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        sealed.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(sealed)
