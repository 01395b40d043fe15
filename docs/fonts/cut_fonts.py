"""Fonts: how the files of templates/packs/fonts were cut; run by a maintainer only.

    apt-get download fonts-noto-core fonts-noto-extra fonts-noto-cjk
    for package in *.deb; do dpkg -x "$package" unpacked; done
    npm pack @fontsource/noto-emoji && tar xzf fontsource-noto-emoji-*.tgz
    python docs/fonts/cut_fonts.py unpacked/usr/share/fonts package/files

Hints are dropped (print and phones do not use them), Chinese is cut to the characters of GB 2312
and the common ones of Big5, Japanese and Korean to what their encodings have besides, and outlines
are made quadratic: a PDF then maps glyphs one to one. Of other scripts one weight is shipped.
"""

import sys
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).parents[2] / "templates" / "packs" / "fonts"
WHOLE = {
    "NotoSans-Regular.ttf": "truetype/noto/NotoSans-Regular.ttf",
    "NotoSans-Italic.ttf": "truetype/noto/NotoSans-Italic.ttf",
    "NotoSans-SemiBold.ttf": "truetype/noto/NotoSans-SemiBold.ttf",
    "NotoSans-Bold.ttf": "truetype/noto/NotoSans-Bold.ttf",
    "NotoSans-BoldItalic.ttf": "truetype/noto/NotoSans-BoldItalic.ttf",
    "NotoSansArabic-Regular.ttf": "truetype/noto/NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf": "truetype/noto/NotoSansArabic-Bold.ttf",
    "NotoSansMono-Condensed.ttf": "truetype/noto/NotoSansMono-Condensed.ttf",
    "NotoSansSymbols2-Regular.ttf": "truetype/noto/NotoSansSymbols2-Regular.ttf",
}
EMOJI = {"NotoEmoji-Regular.ttf": "noto-emoji-emoji-400-normal.woff2"}
CHINESE = {
    "NotoSansSC-Regular.ttf": "opentype/noto/NotoSansCJK-Regular.ttc",
    "NotoSansSC-Bold.ttf": "opentype/noto/NotoSansCJK-Bold.ttc",
}
SYMBOLS = {"NotoSansMath-Regular.ttf": "truetype/noto/NotoSansMath-Regular.ttf"}
"""Cut to the arrows and operators that people type."""
SCRIPTS = (
    *("Adlam", "Armenian", "Balinese", "Bamum", "Batak", "Bengali", "Buginese", "Buhid"),
    *("CanadianAboriginal", "Chakma", "Cham", "Cherokee", "Coptic", "Devanagari"),
    *("Ethiopic", "Georgian", "Glagolitic", "Gothic", "Gujarati", "Gurmukhi"),
    *("HanifiRohingya", "Hanunoo", "Hebrew", "Javanese", "Kannada", "KayahLi", "Khmer"),
    *("Lao", "Lepcha", "Limbu", "Lisu", "Malayalam", "Mandaic", "MeeteiMayek"),
    *("MendeKikakui", "Miao", "Mongolian", "Mro", "Myanmar", "NKo", "Newa", "NewTaiLue"),
    *("Ogham", "OlChiki", "Oriya", "Osage", "Osmanya", "PahawhHmong", "PhagsPa", "Rejang"),
    *("Runic", "Samaritan", "Saurashtra", "Sinhala", "SoraSompeng", "Sundanese"),
    *("SylotiNagri", "Syriac", "Tagalog", "Tagbanwa", "TaiLe", "TaiTham", "TaiViet"),
    *("Tamil", "Telugu", "Thaana", "Thai", "Tifinagh", "Tirhuta", "Vai", "Wancho"),
    *("WarangCiti", "Yi"),
)
"""Living scripts, and those of religions; each is cut to the characters that no font before has."""
MORE = {
    "NotoSansTibetan-Regular.ttf": "truetype/noto/NotoSerifTibetan-Regular.ttf",
    **{
        f"NotoSans{script}-Regular.ttf": f"truetype/noto/NotoSans{script}-Regular.ttf"
        for script in SCRIPTS
    },
    "NotoSansMathLetters-Regular.ttf": "truetype/noto/NotoSansMath-Regular.ttf",
}
BLANKS = frozenset({0x20, 0xA0, 0x2009, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202F, 0x3000})
JAPANESE = {"NotoSansJP-Regular.ttf": (0, "Noto Sans CJK JP", "Noto Sans JP")}
KOREAN = {"NotoSansKR-Regular.ttf": (1, "Noto Sans CJK KR", "Noto Sans KR")}
CUT_BEFORE = {*WHOLE, *EMOJI, *CHINESE, *SYMBOLS}
"""Whose characters are left to them; grows with each that is cut."""
CURVE_ERROR_UNITS = 1.0
"""Of 1,000 to the em: a tenth of a hair at the sizes of a document."""
PUNCTUATION = (
    *((0x20, 0x7E), (0xA0, 0xB7), (0x2010, 0x203F)),
    *((0x3000, 0x303F), (0xFF00, 0xFFEF)),
)
UNUSED_LIMITS = (
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxPoints", "maxContours"),
    *("maxCompositePoints", "maxCompositeContours", "maxComponentElements", "maxComponentDepth"),
)
EPOCH = 3_600_000_000
"""Written as the date of each font, so that a new run gives the same bytes."""


def list_characters(encoding: str, first: range, second: range) -> set[int]:
    """List the code points that two bytes can say in an encoding."""
    found: set[int] = set()
    for lead in first:
        for trail in second:
            try:
                found.add(ord(bytes([lead, trail]).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                continue  # A hole in the table of the encoding.
    return found


def list_chinese(path: str) -> set[int]:
    """List the characters kept: GB 2312, and in the regular face the common half of Big5 too."""
    kept = list_characters("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    for first, last in PUNCTUATION:
        kept |= set(range(first, last + 1))
    if "Regular" in path:
        trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
        kept |= list_characters("big5", range(0xA4, 0xC7), trails)  # type: ignore[arg-type]  # any iterable
    return kept


def list_encoded(*encodings: str) -> set[int]:
    """List the code points above ASCII that one of the encodings can say."""
    found: set[int] = set()
    for code in (*range(0xA1, 0xD800), *range(0xE000, 0x30000)):
        for encoding in encodings:
            try:
                chr(code).encode(encoding)
            except UnicodeEncodeError:
                continue  # Not of this one.
            found.add(code)
    return found


@cache
def list_characters_of(name: str) -> frozenset[int]:
    """List the characters of a font that was cut."""
    with TTFont(HERE / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


def list_new(font: TTFont) -> set[int]:
    """List the characters of a font that none cut before has: those stay as they were."""
    known = frozenset[int]().union(*map(list_characters_of, sorted(CUT_BEFORE)))
    own = font.getBestCmap()
    new = {code for code in own if unicodedata.category(chr(code))[0] != "C"} - known
    # A blank between two words is drawn with the font of the words.
    return new | (BLANKS & set(own))


def cut(font: TTFont, characters: set[int]) -> None:
    """Keep only these characters, without hints; layout tables stay."""
    options = Options(hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def make_quadratic(font: TTFont) -> None:
    """Replace the cubic outlines of a CFF font by TrueType ones."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, CURVE_ERROR_UNITS, reverse_direction=True))
        drawn[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, drawn
    for name in order:
        drawn[name].recalcBounds(table)
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(drawn[name], "xMin", 0))
    set_profile(font, len(order))
    font.sfntVersion = "\x00\x01\x00\x00"


def set_profile(font: TTFont, glyph_count: int) -> None:
    """Say in maxp and post that these are TrueType outlines, with glyphs without names."""
    font["maxp"] = profile = newTable("maxp")
    profile.tableVersion = 0x00010000
    for field in UNUSED_LIMITS:
        setattr(profile, field, 0)
    profile.maxZones, profile.numGlyphs = 1, glyph_count
    font["post"].formatType = 3.0


def rename(font: TTFont, old: str, new: str) -> None:
    """Change the family's name, which said that all of Chinese, Japanese and Korean is there."""
    for record in font["name"].names:
        text = record.toUnicode().replace(old, new)
        record.string = text.replace(old.replace(" ", ""), new.replace(" ", ""))


def save(font: TTFont, name: str) -> None:
    """Write the font with a fixed date."""
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = EPOCH
    font.save(HERE / name)
    sys.stdout.write(f"{name} {(HERE / name).stat().st_size}\n")


def cut_more(fonts: Path) -> None:
    """Cut the scripts of which one weight is enough; what an earlier font has is left to it."""
    for name, path in MORE.items():
        font = TTFont(fonts / path)
        cut(font, list_new(font))
        save(font, name)
        CUT_BEFORE.add(name)
    east = ((JAPANESE, ("cp932", "shift_jisx0213")), (KOREAN, ("euc_kr",)))
    for faces, encodings in east:
        for name, (number, old, new) in faces.items():
            font = TTFont(fonts / CHINESE["NotoSansSC-Regular.ttf"], fontNumber=number)
            cut(font, list_new(font) & (list_encoded(*encodings) | BLANKS))
            make_quadratic(font)
            rename(font, old, new)
            save(font, name)
            CUT_BEFORE.add(name)


def main(fonts: Path, emoji: Path) -> None:
    """Cut all fonts from the unpacked Debian packages and from the npm package of emoji."""
    for name, path in EMOJI.items():
        font = TTFont(emoji / path)
        font.flavor = None
        cut(font, set(font.getBestCmap()))
        save(font, name)
    for name, path in WHOLE.items():
        font = TTFont(fonts / path)
        cut(font, set(font.getBestCmap()))
        save(font, name)
    for name, path in SYMBOLS.items():
        font = TTFont(fonts / path)
        cut(font, set(range(0x2000, 0x2C00)))
        save(font, name)
    for name, path in CHINESE.items():
        font = TTFont(fonts / path, fontNumber=2)
        cut(font, list_chinese(path))
        make_quadratic(font)
        rename(font, "Noto Sans CJK SC", "Noto Sans SC")
        save(font, name)
    cut_more(fonts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
