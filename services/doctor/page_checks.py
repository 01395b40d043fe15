"""Pages: whether documents can be drawn: Pango for WeasyPrint, and the fonts that come along."""

import subprocess
import sys
from pathlib import Path

from services.doctor.checks import Check, judge
from templates import TEMPLATES

FONTS = TEMPLATES / "packs" / "fonts"
NEEDED_FONTS = (
    "NotoSans-Regular.ttf",
    "NotoSans-Italic.ttf",
    "NotoSans-SemiBold.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansSC-Regular.ttf",
)
_BEGINNINGS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_DRAW = "import weasyprint; weasyprint.HTML(string='<p>probe').write_pdf()"
_INSTALL_PANGO = (
    "type apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 as root "
    "(macOS: brew install pango; elsewhere: install Pango 1.44 or newer)"
)


def check_pango() -> Check:
    """Return whether a page can be drawn; tried in a child process, which may fail as it likes."""
    try:
        drawn = subprocess.run(  # noqa: S603 - this Python and a constant text
            [sys.executable, "-c", _DRAW], capture_output=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return judge("Pango", f"a page could not be drawn ({type(fault).__name__}): try it again")
    if drawn.returncode == 0:
        return judge("Pango", None)
    said = drawn.stderr.decode(errors="replace").strip().splitlines()
    return judge("Pango", f"WeasyPrint says: {said[-1] if said else 'nothing'}: {_INSTALL_PANGO}")


def check_fonts(folder: Path = FONTS) -> Check:
    """Return whether the fonts that come with the product are there and whole."""
    broken = [name for name in NEEDED_FONTS if not _is_font(folder / name)]
    problem = (
        f"{', '.join(broken)} in {folder} cannot be used: install Baton again "
        "(in a clone: git checkout -- templates/packs/fonts)"
    )
    return judge("fonts", problem if broken else None)


def _is_font(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _BEGINNINGS
    except OSError:
        return False
