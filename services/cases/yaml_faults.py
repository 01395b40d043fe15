"""YAML faults: what a YAML parser says, as a sentence that a person can act on."""

from ruamel.yaml.error import MarkedYAMLError

_TAB = "a tab stands here: use blanks, which YAML needs for indentation"
_NO_COLON = 'a line without a colon stands here: write "key: value"'
# What the parser's words begin with, and what they mean to someone who wrote a list of facts.
_SENTENCES = (
    (
        "mapping values are not allowed",
        'a colon and a blank (": ") stand inside a text, or the indentation is off: use quotes',
    ),
    ("found character '\\t'", _TAB),
    (
        "found character that cannot start any token",
        "a text cannot begin with this character: put the text in quotes",
    ),
    ("found character '", "a text cannot begin with this character: put the text in quotes"),
    (
        "found unexpected end of stream",
        "a quotation mark that is opened here is not closed: add the missing \" or '",
    ),
    ("expected ',' or ']'", "a list in [ ] is not closed or lacks a comma here: add it"),
    ("expected ',' or '}'", "a group in { } is not closed or lacks a comma here: add it"),
    (
        "expected <block end>",
        "the indentation does not fit the lines above: line it up with its neighbours",
    ),
    ("could not find expected ':'", _NO_COLON),
    (
        "found unknown escape character",
        "a backslash stands in double quotes: use single quotes around this text",
    ),
    (
        "expected the node content",
        "a value is missing or begins with a character that YAML reads: put the text in quotes",
    ),
    ("expected '<document start>'", "something stands here that belongs to no key: remove it"),
    (
        "sequence entries are not",
        'a "-" stands inside a line: begin each entry on a line of its own',
    ),
    ("mapping keys are not", 'a "?" stands before a text here: put the text in quotes'),
    ("expected alphabetic", "a text cannot begin with & or *: put the text in quotes"),
)
# The same by what the parser was in the middle of.
_CONTEXTS = (
    (
        "block scalar",
        "after | or > a line must end: begin the text on the next line, or use quotes",
    ),
    ("tag", "a text cannot begin with !: put the text in quotes"),
)
_FALLBACK = "this is not valid YAML: check quotes, colons and indentation here"


class TooDeepError(ValueError):
    """Groups nested too deep: no case needs that, and the parser would run out of stack."""

    def __init__(self, line: int) -> None:
        super().__init__("too deep")
        self.line = line


def explain_yaml_error(fault: Exception, text: str) -> tuple[int, str]:
    """Return the line (from 1) and the sentence for an error of the YAML parser."""
    if not isinstance(fault, MarkedYAMLError):
        return _explain_other(fault)
    problem = fault.problem or ""
    line = _find_line(fault, problem)
    if _has_tab_indent(text, line):
        return line, _TAB
    bare_line = _find_line_without_colon(text, line)
    if bare_line and problem.startswith("mapping values are not allowed"):
        return bare_line, _NO_COLON
    for beginning, sentence in _SENTENCES:
        if problem.startswith(beginning):
            return line, sentence
    context = fault.context or ""
    return line, next((said for word, said in _CONTEXTS if word in context), _FALLBACK)


def _find_line(fault: MarkedYAMLError, problem: str) -> int:
    # Where something is not ended, the parser notices at the end; people look for the beginning.
    is_unended = any(part in problem for part in ("end of stream", "stream end", "expected ':'"))
    marks = [fault.problem_mark, fault.context_mark]
    mark = next((mark for mark in (marks[::-1] if is_unended else marks) if mark is not None), None)
    return mark.line + 1 if mark is not None else 1


def _find_line_without_colon(text: str, line: int) -> int | None:
    """Return the line above if it says something and is no key, no entry of a list."""
    lines = text.split("\n")
    above = lines[line - 2].strip() if 2 <= line <= len(lines) else ""
    return line - 1 if above and not above.startswith(("-", "#")) and ":" not in above else None


def _explain_other(fault: Exception) -> tuple[int, str]:
    if isinstance(fault, TooDeepError):
        return fault.line, "lists stand in lists too many times: make it flatter"
    return 1, _FALLBACK


def _has_tab_indent(text: str, line: int) -> bool:
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return False
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
    return "\t" in indent
