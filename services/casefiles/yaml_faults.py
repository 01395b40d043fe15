"""YAML faults: what a YAML parser says, as a sentence that a person can act on."""

from ruamel.yaml.error import MarkedYAMLError

# What the parser's words begin with, and what they mean to someone who wrote a list of facts.
_SENTENCES = (
    (
        "mapping values are not allowed",
        'a colon and a blank (": ") stand inside a text, or the indentation is off: use quotes',
    ),
    ("found character '\\t'", "a tab stands here: use blanks, which YAML needs for indentation"),
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
    ("could not find expected ':'", 'a line without a colon stands here: write "key: value"'),
    (
        "found unknown escape character",
        "a backslash stands in double quotes: use single quotes around this text",
    ),
    (
        "expected the node content",
        "a value is missing or begins with a sign of YAML: put the text in quotes",
    ),
    ("expected '<document start>'", "something stands here that belongs to no key: remove it"),
    ("expected alphabetic", "a text cannot begin with & or *: put the text in quotes"),
)


class TooDeepError(ValueError):
    """Brackets in brackets in brackets: no case says so much, and a parser drowns in it."""

    def __init__(self, line: int) -> None:
        super().__init__("too deep")
        self.line = line


_FALLBACK = "this is not valid YAML: check quotes, colons and indentation here"


def explain_yaml_error(fault: Exception, text: str) -> tuple[int, str]:
    """Return the line (from 1) and the sentence for an error of the YAML parser."""
    if not isinstance(fault, MarkedYAMLError):
        return _explain_other(fault)
    mark = fault.problem_mark or fault.context_mark
    problem = fault.problem or ""
    if ("end of stream" in problem or "stream end" in problem) and fault.context_mark is not None:
        mark = fault.context_mark
    line = mark.line + 1 if mark is not None else 1
    if _has_tab_indent(text, line):
        return line, _SENTENCES[1][1]
    for beginning, sentence in _SENTENCES:
        if problem.startswith(beginning):
            return line, sentence
    return line, _FALLBACK


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
