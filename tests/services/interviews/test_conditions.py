import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.errors import InvalidInputError
from services.interviews.conditions import parse_condition

TERMS = st.sampled_from(["${p}", "${q}", "'a'", "''", "'3'", "0", "3", "10.5"])
TEXTS = st.sampled_from(["", "a", "b", "a b", "3", " 4 ", "-2", "10", "0"])
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "and", "or"])


def _deepen(inner):
    return st.one_of(
        st.builds("{} {} {}".format, inner, OPERATORS, inner),
        st.builds("({})".format, inner),
        st.builds("not({})".format, inner),
        st.builds("string-length({})".format, inner),
        st.sampled_from(["count(${p})", "count(${q})"]),
    )


@given(
    st.recursive(TERMS, _deepen, max_leaves=6),
    st.lists(TEXTS, max_size=2),
    st.lists(TEXTS, max_size=2),
)
def test_conditions_mean_what_xpath_says(source, p, q):
    document = etree.Element("d")
    for name, texts in (("p", p), ("q", q)):
        for text in texts:
            etree.SubElement(document, name).text = text
    path = source.replace("${p}", "/d/p").replace("${q}", "/d/q")
    holds = parse_condition(source).holds({"p": tuple(p), "q": tuple(q)})
    assert holds is document.xpath(f"boolean({path})")


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("selected(${p}, 'b')", True),
        ("selected(${p}, 'c')", False),
        ("count-selected(${p}) = 2", True),
        ("count-selected(${none}) = 0", True),
        ("${none} = ''", False),
        ("not(${none})", True),
    ],
)
def test_choices_are_words_of_an_answer(source, holds):
    assert parse_condition(source).holds({"p": ("a b",)}) is holds


@pytest.mark.parametrize(
    "source",
    [
        "(" * 200 + "1" + ")" * 200,
        "",
        "1 +",
        "${p",
        "a = 1",
        "(1",
        "1)",
        "selected(${p})",
        "'x",
        "p() = 1",
        "1 = = 2",
        "not 1",
    ],
)
def test_what_is_no_condition_is_refused(source):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        parse_condition(source)


def test_the_names_it_asks_for_are_known():
    assert parse_condition("${a} = 1 and not(${b-c})").names == {"a", "b-c"}
