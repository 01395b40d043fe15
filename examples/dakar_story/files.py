"""Files: turns each document of the story into the bytes of its file."""

from collections.abc import Callable

from examples.dakar_story.document import Document
from examples.dakar_story.office import write_html, write_office
from examples.dakar_story.pdf import write_pdf
from examples.dakar_story.rtf import write_rtf

Writer = Callable[[Document], bytes]


def write_plain(document: Document) -> bytes:
    """Write the text unchanged, in UTF-8 unless the story says otherwise."""
    return document.text.encode(str(document.extra.get("encoding", "utf-8")))


WRITERS: dict[str, Writer] = {
    "csv": write_plain,
    "docx": write_office,
    "eml": write_plain,
    "html": write_html,
    "md": write_plain,
    "odt": write_office,
    "pdf": write_pdf,
    "pptx": write_office,
    "rtf": write_rtf,
    "txt": write_plain,
    "xlsx": write_office,
}


def write_files(documents: list[Document]) -> dict[str, bytes]:
    """Write all documents; the result maps a path on the drive to the bytes of the file.

    A document with `copy_of` is the same bytes as another one; one with `cut_to_bytes` is broken.
    """
    originals = {
        document.path: _write(document) for document in documents if not _is_copy(document)
    }
    copies = {
        document.path: originals[str(document.extra["copy_of"])]
        for document in documents
        if _is_copy(document)
    }
    return originals | copies


def _is_copy(document: Document) -> bool:
    return "copy_of" in document.extra


def _write(document: Document) -> bytes:
    content = WRITERS[document.format](document)
    return content[: document.extra.get("cut_to_bytes", len(content))]
