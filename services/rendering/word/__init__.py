"""Word: an outline as a DOCX file that people can go on working with."""

from services.rendering.word.document import render_docx

__all__ = ["render_docx"]
