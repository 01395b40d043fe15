"""Audit: the append-only chain of who did what when; no content, no names."""

from services.audit.chain import (
    OF_NO_HANDOVER,
    Head,
    append_event,
    compute_digest,
    export_head,
    read_heads,
)
from services.audit.chain_checks import ChainReport, Fault, find_first_bad, verify_chain

__all__ = [
    "OF_NO_HANDOVER",
    "ChainReport",
    "Fault",
    "Head",
    "append_event",
    "compute_digest",
    "export_head",
    "find_first_bad",
    "read_heads",
    "verify_chain",
]
