"""Bags: delivered packs as BagIt 1.0 folders (RFC 8493), written whole and checked offline."""

from services.bags.bag_checks import verify_bag
from services.bags.manifests import BagInfo, Problem, ProblemKind
from services.bags.replacing import put_right
from services.bags.writing import mark_withdrawn, write_bag

__all__ = [
    "BagInfo",
    "Problem",
    "ProblemKind",
    "mark_withdrawn",
    "put_right",
    "verify_bag",
    "write_bag",
]
