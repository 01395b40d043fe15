"""HTML text: what the sender of an HTML mail wrote, as lines, without what is quoted."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_HTML_CHARACTERS = 1_000_000
_MOST_TAGS = 20_000
_UNSEEN = "script, style, head, title, template, noscript, svg, object, [hidden]"
# What mail programs put around the mail that is answered, and around signatures.
_QUOTES = (
    "blockquote[type=cite], blockquote.gmail_quote, .gmail_quote, .gmail_quote_container, "
    ".gmail_extra, .yahoo_quoted, .moz-cite-prefix, .protonmail_quote, .zmail_extra, "
    "#OLK_SRC_BODY_SECTION, #reply-intro, .WordSection1 blockquote, .tutanota_quote, "
    ".gmail_attr, .moz-forward-container, .iCloudmail_quote"
)
_SIGNATURES = (
    ".gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature, "
    ".protonmail_signature_block"
)
# From here on Outlook writes only the older mail, as brothers of this element.
_CUTS = "#divRplyFwdMsg, #appendonsend, #stopSpelling, #mail-editor-reference-message-container"
_OUTLOOK_RULE = "border-top:solid"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)


def read_html(html: str) -> tuple[str, str]:
    """Return what the sender wrote, and the signature (as marked by the program), as lines."""
    # The time of the parser grows with the square of the depth; real mail stays far below this.
    tree = LexborHTMLParser("<".join(html[:_HTML_CHARACTERS].split("<", _MOST_TAGS)[:_MOST_TAGS]))
    root = tree.body or tree.root
    if root is None:
        return "", ""
    for node in tree.css(_UNSEEN):
        node.decompose()
    _drop_hidden(tree)
    for node in tree.css(_CUTS):
        _drop_from(node)
    _drop_outlook_rule(tree)
    signature = _take(tree, _SIGNATURES)
    whole = None
    for node in tree.css(_QUOTES):
        whole = whole or _write_lines(root)
        node.decompose()
    own = _write_lines(root)
    # A forwarded mail is all quote: its text is then at least searched for lines that say so.
    return (own or whole or ""), signature


def _take(tree: LexborHTMLParser, selector: str) -> str:
    taken: list[str] = []
    for node in tree.css(selector):
        taken.append(_write_lines(node))
        node.decompose()
    return "\n".join(taken)


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in tree.css("[style]"):
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style or "mso-hide:all" in style:
            node.decompose()


def _drop_from(node: LexborNode) -> None:
    """Drop the node and all that comes after it beside it."""
    following = node.next
    while following is not None:
        after = following.next
        following.decompose()
        following = after
    node.decompose()


def _drop_outlook_rule(tree: LexborHTMLParser) -> None:
    """Drop what comes after the thin line that Outlook draws above the older mail."""
    for node in tree.css("div[style]"):
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        if _OUTLOOK_RULE in style and "padding:3.0pt0" in style:
            holder = node.parent
            alone = holder is not None and holder.tag == "div" and not (node.prev and node.next)
            _drop_from(holder if alone and holder is not None and _is_first(node) else node)
            return


def _is_first(node: LexborNode) -> bool:
    before = node.prev
    while before is not None and not (before.text(deep=True) or "").strip():
        before = before.prev
    return before is None


def _write_lines(root: LexborNode) -> str:
    """Return the text with a new line where a reader sees one; without recursion."""
    pieces: list[str] = []
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            pieces.append(" ".join((node.text(deep=False) or "").replace("\n", " ").split(" ")))
        elif tag in _BLOCKS:
            # An empty line: lines of HTML were broken by the writer, never by a program.
            pieces.append("\n\n")
        elif tag == "br":
            pieces.append("\n")
        elif tag in ("td", "th"):
            pieces.append(" ")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
