"""DOCX: an outline as a DOCX file that people can go on working with."""

from services.drawing.docx.document import render_docx

__all__ = ["render_docx"]
