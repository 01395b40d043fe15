import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.drawing.markdown import find_direction, render_line, render_markdown

AS_TYPED = [
    "A & B <b> {{ 7*7 }}",
    "\\\\srv01\\finance\\*.docx",
    "__FINAL__.docx and snake_case_name",
    "&amp; &lt; \\* 5 < 6 > 4",
    '"quoted" -- ... (c) it\'s',
    "[foo]: http://x.example 'title'",
    "12. November",
    "```python\nprint(1)\n```",
    "[x](javascript:alert(1)) [y](file:///etc/passwd) [z](data:text/html,x)",
    "title\n---\nnext",
    "> " * 100 + "deep",
    "|" + "a|" * 40 + "\n" + "|" + "-|" * 40,
]


def read_back(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("text", AS_TYPED)
def test_typed_text_comes_out_as_typed(text: str):
    shown = read_back(render_markdown(text)).split()

    assert [character for character in "".join(shown) if character.isalnum()] == [
        character for character in text if character.isalnum()
    ]


@pytest.mark.parametrize("text", AS_TYPED[:7])
def test_a_line_of_typed_text_keeps_every_character(text: str):
    assert read_back(render_line(text)) == text


@given(st.text(max_size=200))
def test_no_letter_is_ever_lost(text: str):
    shown = read_back(render_markdown(text))

    assert sum(map(str.isalnum, shown)) >= sum(map(str.isalnum, text))


@given(st.text(alphabet="<>&\"'ab/= \n`*[]()!#-:javscript", max_size=120))
def test_no_tag_comes_from_a_text_but_the_allowed_ones(text: str):
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", render_markdown(text)))

    assert tags <= {
        "p",
        "br",
        "strong",
        "em",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "a",
    }


def test_a_link_says_its_address():
    shown = read_back(render_markdown("Ask the [donor desk](https://donor.example/desk?a=1&b=2)"))

    assert "donor desk (https://donor.example/desk?a=1&b=2)" in shown


def test_bare_addresses_are_links():
    html = render_markdown("See https://example.org/a_b_c. Or ana.sow@example.org, today.")

    assert 'href="https://example.org/a_b_c"' in html
    assert 'href="mailto:ana.sow@example.org"' in html


def test_images_are_not_loaded():
    assert "<img" not in render_markdown("![i](http://attack.example/i.png)")


def test_lists_keep_their_numbers():
    assert read_back(render_markdown("3. first\n7. second")).split() == [
        "3.",
        "first",
        "7.",
        "second",
    ]


def test_headings_of_a_text_stay_out_of_the_outline():
    assert render_markdown("# Priority") == "<p><strong>Priority</strong></p>\n"


def test_a_small_table_is_a_table():
    assert '<th scope="col">Site</th>' in render_markdown("| Site | Users |\n|---|---|\n| A | 5 |")


def test_direction_is_that_of_the_first_letter():
    assert find_direction("1. مرحبا") == "rtl"
    assert find_direction("(Dakar)") == "ltr"
    assert find_direction("12:30") is None


@given(st.text(max_size=60))
def test_a_line_holds_no_blocks(text: str):
    tags = set(re.findall(r"<([a-z]+)", render_line(text)))

    assert tags <= {"strong", "em", "code", "a", "br"}
