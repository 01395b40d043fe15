"""Formats: whether a file is of the kind and version that is asked for."""

from services.casefiles.tree import Tree

_KINDS = {
    "baton-case": "a case file",
    "baton-answers": "an answers file",
    "baton-pack": "a pack",
}


def check_format(tree: Tree, wanted: str) -> None:
    """Note a fault if the tree is another kind of file, or of a version that cannot be read.

    Nothing else is said of such a file: it would all be beside the point.
    """
    given = tree.data.get("format") if isinstance(tree.data, dict) else None
    if not isinstance(given, str) or given == wanted or ("format",) in tree.broken:
        return
    family, _, version = given.partition("/")
    wanted_family = wanted.partition("/")[0]
    if family in _KINDS and family != wanted_family:
        sentence = f'format is "{given}": this is {_KINDS[family]}, not {_KINDS[wanted_family]}'
        sentence += f': give {_KINDS[wanted_family]} ("format: {wanted}") here'
    elif family == wanted_family:
        sentence = f'format is "{given}": this version reads {wanted}: '
        sentence += "install the version of Baton that wrote it" if version else f"write {wanted}"
    else:
        sentence = f'format is "{given[:60]}": write "format: {wanted}" for {_KINDS[wanted_family]}'
    tree.add_fault(tree.get_place(("format",)).line, sentence)
    tree.broken.add(())
