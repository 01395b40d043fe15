import pytest

from models.errors import InvalidInputError
from models.question import Subject
from models.words import Language
from services.interviews.question_texts import find_wording, find_wording_faults

FACTS = {"folder": {"name": "Budget", "files": 17, "sole": 14}, "post": {"title": "Officer"}}

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ post.title.__class__.__mro__ }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 10 ** 9 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{% for x in folder %}{{ x }}{% endfor %}",
    "{% set x = 1 %}",
    "{% include '/etc/passwd' %}",
    "{% macro m() %}{% endmacro %}{{ m() }}",
    "{{ folder['name'] }}",
    "{{ folder.name|attr('upper') }}",
    "{{ folder.name|replace('B', 'B' * 10) }}",
    "{{ self }}",
    "{{ cycler }}",
    "{{ lipsum() }}",
    "{{ folder }}",
    "{{ unclosed",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_a_text_that_does_more_than_say_facts_is_refused(source):
    with pytest.raises(InvalidInputError, match="a question text"):
        find_wording(source, FACTS, Language.en)
    assert find_wording_faults(source, Subject.folder)


def test_facts_are_said_counted_and_chosen():
    source = (
        "{{ folder.sole | counted('file', 'files') }} of {{ folder.files }}"
        "{% if folder.owner is defined %} of {{ folder.owner }}{% endif %}"
    )
    assert find_wording(source, FACTS, Language.en) == "14 files of 17"


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [(1, "en", "1 file"), (0, "en", "0 files"), (0, "fr", "0 file"), (2, "fr", "2 files")],
)
def test_each_language_counts_its_own_way(number, language, said):
    facts = {"folder": {"files": number}}
    source = "{{ folder.files | counted('file', 'files') }}"
    assert find_wording(source, facts, Language(language)) == said


def test_a_missing_fact_gives_no_text():
    assert find_wording("{{ receiver.name }}?", FACTS, Language.en) is None
    assert find_wording("{{ folder.owner }}?", FACTS, Language.en) is None


def test_a_fact_is_said_as_typed_and_never_read():
    facts = {"post": {"title": "A & B <b> {{ 7*7 }} {% raw %}"}}
    assert find_wording("{{ post.title }}?", facts, Language.en) == f"{facts['post']['title']}?"


def test_a_name_of_a_method_is_no_fact():
    facts = {"folder": {"name": "Budget"}}
    assert find_wording("{{ folder.items }}", facts, Language.en) is None
    assert "no fact" in find_wording_faults("{{ folder.items }}", Subject.folder)[0]
