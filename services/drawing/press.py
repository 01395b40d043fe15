"""Press: draws one document; runs in a child of the sandbox, never in the product itself.

`services.drawing.pdf` starts it and sets its limits.
"""

import base64
import gc
import logging
from importlib.resources import files
from typing import Any, NoReturn

from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from models.outline import Outline
from services.drawing import finisher, xmp
from services.drawing.fonts import (
    describe_character,
    has_meaning,
    list_drawable,
    list_missing,
    replace_missing,
)
from services.drawing.html_pages import Fit, render_html
from services.drawing.jobs import Job, JobKind, PrintStyle
from services.drawing.paper import draw_paper


class DenyAll(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Refuses every address; a document that asks for one ends there, it is not drawn without.

    The first lock; the second is the sandbox, which has no network.
    """

    def fetch(self, url: str, *_: Any, **__: Any) -> NoReturn:
        """Refuse the address."""
        raise FatalURLFetchingError(f"the document asked for {url[:200]!r}")


FITS = (
    *(Fit(scale=scale) for scale in (1.25, 1.12, 1, 0.94, 0.88)),
    Fit(scale=0.88, title=140, text=320, note=140),
    Fit(scale=0.88, title=110, text=200, note=90),
    Fit(scale=0.85, title=90, text=110, note=60),
    Fit(scale=0.8, title=70, text=0, note=40),
)
"""Looks of the one page: large and whole first, then smaller, then shortened until it fits."""


def draw_pdf(outline: Outline, style: PrintStyle) -> dict[str, Any]:
    """Return the PDF and its pages; nothing is drawn where a character can be drawn by no font.

    What has no meaning of its own (private use, not assigned) is replaced, with a warning.
    """
    html = draw_paper(outline, style, find_fit(outline, style))
    unknown = list_missing(html)
    missing = [character for character in unknown if has_meaning(character)]
    if missing:
        return _answer(b"", [], missing=missing, page_count=0, pages={})
    document = lay_out(replace_missing(html, unknown))
    document.metadata.generate_rdf_metadata = xmp.say_both_standards(
        document.metadata.generate_rdf_metadata
    )
    pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=finisher.finish)
    warnings = [
        f"No shipped font can draw {describe_character(character)}: it is printed as �."
        for character in unknown
    ]
    numbered = enumerate(document.pages, start=1)
    pages = {anchor: number for number, page in numbered for anchor in page.anchors}
    return _answer(pdf, warnings, missing=[], page_count=len(document.pages), pages=pages)


def find_fit(outline: Outline, style: PrintStyle) -> Fit:
    """Return the most of the one page's texts that fits on one page, by laying it out alone."""
    alone = [section for section in outline.sections if section.is_one_page]
    if not alone:
        return FITS[0]
    page = outline.model_copy(update={"sections": (alone[0],), "contents_title": ""})
    for fit in FITS[:-1]:
        html = draw_paper(page, style, fit, is_alone=True)
        if len(lay_out(replace_missing(html, list_missing(html))).pages) == 1:
            return fit
    return FITS[-1]


def lay_out(html: str) -> Any:
    """Lay the document out on pages."""
    document = LeanHTML(string=html, url_fetcher=DenyAll()).render(
        presentational_hints=False, pdf_variant="pdf/a-3a"
    )
    gc.collect()  # What the layout left behind is a tenth of the memory, and writing needs some.
    return document


class LeanHTML(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """HTML without the style rules for footnotes, which give each element five more styles.

    A quarter of the memory of a long document. Overrides a private method: where a new version
    has moved it, documents are drawn the same with more memory.
    """

    def _ua_stylesheets(self, *_: Any, **__: Any) -> list[Any]:
        return [UA_STYLES]


UA_STYLES = CSS(
    string="\n".join(
        line
        for line in (files("weasyprint.css") / "html5_ua.css").read_text("utf-8").splitlines()
        if not line.startswith(("::footnote", "::note"))
    )
)


# Once for every child, which is forked after this.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
finisher.mark_sources()
finisher.avoid_ambiguous_ends()
list_drawable()


def draw(data: str) -> dict[str, Any]:
    """Return what `Drawn` says about the file of a job, which is given and returned as JSON."""
    job = Job.model_validate_json(data)
    if job.kind is JobKind.html:
        return _answer(render_html(job.outline).encode(), [], missing=[], page_count=0, pages={})
    return draw_pdf(job.outline, job.style)


def _answer(content: bytes, warnings: list[str], **pages: Any) -> dict[str, Any]:
    return {"content": base64.b64encode(content).decode(), "warnings": warnings, **pages}
