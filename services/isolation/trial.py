"""Trial: whether limits hold; a file of its own, so that the child that tries imports nothing."""


def take_memory(size_bytes: int) -> int:
    """Take that much memory, and return how much."""
    return len(bytearray(size_bytes))
