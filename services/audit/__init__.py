"""Audit: the append-only chain of who did what when; no content, no names."""

from services.audit.chain import append_event, compute_digest
from services.audit.checking import ChainReport, Fault, find_first_bad, verify_chain
from services.audit.heads import Head, export_head, read_heads

__all__ = [
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
