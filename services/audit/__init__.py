"""Audit: the append-only chain of who did what when; no content, no names."""

from services.audit.chain import OF_NO_HANDOVER, append_event, compute_digest
from services.audit.chain_checks import ChainReport, Fault, find_first_bad, verify_chain
from services.audit.heads import Head, export_due_head, export_head, find_head, read_heads
from services.audit.open_words import say_openly

__all__ = [
    "OF_NO_HANDOVER",
    "ChainReport",
    "Fault",
    "Head",
    "append_event",
    "compute_digest",
    "export_due_head",
    "export_head",
    "find_first_bad",
    "find_head",
    "read_heads",
    "say_openly",
    "verify_chain",
]
