"""HTML: the document as one file for phone and desk; no script, no request, its own style."""

from markupsafe import Markup

from models.outline import Outline
from services.rendering.drawing import Fit, draw, get_environment

FONTS = Markup('system-ui, "Noto Sans", "Noto Sans Arabic", "Noto Sans SC", sans-serif')


def render_html(outline: Outline) -> str:
    """Return the whole document as one HTML file; every item has its anchor as id."""
    css = get_environment().get_template("screen.css.j2").render(fonts=FONTS)
    safe = Markup(css)  # noqa: S704 - our own style sheet, in which there is no text of a person
    return draw("screen.html.j2", outline, css=safe, fit=Fit(), on_screen=True)
