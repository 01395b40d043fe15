import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from harvested import TYPED
from markdown_it import MarkdownIt
from openxml_audit import OpenXmlValidator

from models.case_file import AnswersFile
from models.errors import InvalidInputError
from models.questionnaire import InterviewScope
from models.record_kinds import dump_record
from models.words import Depth, Language, Mode, Respondent
from services.cases import read_answers
from services.interviews.questionnaire import make_questionnaire, write_questionnaire

SCOPES = [
    InterviewScope(depth=Depth.emergency),
    InterviewScope(depth=Depth.deep),
    InterviewScope(bank="un_note"),
    InterviewScope(respondent=Respondent.manager),
    InterviewScope(respondent=Respondent.peer),
    InterviewScope(respondent=Respondent.manager, mode=Mode.zero_notice),
    InterviewScope(respondent=Respondent.peer, mode=Mode.zero_notice),
]


@pytest.fixture
def make(case, harvest, today, left_open):
    def make_one(scope=SCOPES[0], language="en", found=harvest):
        spoken = case.model_copy(update={"language": Language(language)})
        return make_questionnaire(spoken, found, today, scope, left_open)

    return make_one


@pytest.fixture
def write(make, tmp_path):
    def write_one(name, *given, **more):
        form = make(*given, **more)
        write_questionnaire(form, tmp_path / name)
        return form, tmp_path / name

    return write_one


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: f"{scope.respondent}-{scope.depth}")
def test_a_skeleton_is_valid_and_holds_exactly_the_proposals(write, scope, language):
    form, path = write("answers.yaml", scope, language)
    answers = read_answers(path)
    assert answers.respondent is scope.respondent
    assert [dump_record(one) for one in answers.records] == [
        dump_record(one) for one in form.proposals
    ]


def uncomment(text: str) -> str:
    lines = text.splitlines()
    own = [
        line.replace("# ", "", 1) if re.match("  # (- kind:|  )", line) else line for line in lines
    ]
    return "\n".join(re.sub("^    title: +#.*", "    title: mine", line) for line in own)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: f"{scope.respondent}-{scope.depth}")
def test_every_blank_record_is_valid_once_it_has_a_title(write, scope):
    form, path = write("answers.yaml", scope)
    text = uncomment(path.read_text(encoding="utf-8")).replace("records: []", "records:")
    path.write_text(text, encoding="utf-8")
    answers = read_answers(path)
    assert isinstance(answers, AnswersFile)
    assert len(answers.records) > len(form.proposals)
    kinds = {record.kind for record in answers.records}
    assert kinds >= {question.fills[0] for question in form.questions if not question.about}


def read_markdown(path) -> str:
    """Return what a reader of the rendered Markdown sees, on one line."""
    html = MarkdownIt().enable("table").render(path.read_text(encoding="utf-8"))
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def test_every_question_is_in_each_format_as_typed(write):
    form, yaml = write("a.yaml")
    _, markdown = write("a.md")
    _, docx = write("a.docx")
    commented = " ".join(re.sub("(?m)^ *# ", "", yaml.read_text(encoding="utf-8")).split())
    in_docx = " ".join(paragraph.text for paragraph in Document(str(docx)).paragraphs)
    printed = read_markdown(markdown)
    assert any(TYPED in question.text for question in form.questions)
    for question in form.questions:
        assert question.text in commented
        assert question.text in in_docx
        assert question.text in printed


def test_a_docx_says_its_language_and_nothing_of_its_maker(write):
    _, path = write("a.docx", language="fr")
    properties = Document(str(path)).core_properties
    assert (properties.language, properties.comments) == ("fr", "")
    assert properties.created.year == 2026
    with ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "Effects" in name or "thumb" in name]
        assert b'w:val="fr-FR"' in parts.read("word/styles.xml")
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_a_docx_opens_without_findings_and_has_a_place_for_each_answer(write):
    form, path = write("a.docx", SCOPES[1])
    report = OpenXmlValidator().validate(str(path))
    assert report.is_valid, report.errors[:3]
    with ZipFile(path) as parts:
        tags = re.findall(r'<w:tag w:val="([^"]+)"', parts.read("word/document.xml").decode())
    assert tags == [f"{question.number}_{question.id}" for question in form.questions]


def test_a_screen_reader_says_the_question_at_its_place_for_the_answer(write):
    form, path = write("a.docx")
    with ZipFile(path) as parts:
        controls = parts.read("word/document.xml").decode().split("<w:sdt>")[1:]
    for question, control in zip(form.questions, controls, strict=True):
        (alias,) = re.findall(r'<w:alias w:val="([^"]+)"', control)
        assert f"{question.number}.  {question.text}".split()[:3] == unescape(alias).split()[:3]


@pytest.mark.parametrize("name", ["a.docx", "a.md", "a.yaml"])
def test_the_same_questionnaire_gives_the_same_bytes(make, tmp_path, name):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_questionnaire(make(), tmp_path / folder / name)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("name", ["a.pdf", "answers", "a.docx.zip"])
def test_another_ending_is_refused_and_nothing_written(make, tmp_path, name):
    with pytest.raises(InvalidInputError, match=r"ends in \.md, \.docx or \.yaml"):
        write_questionnaire(make(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_questions_says_so_once(write):
    _, path = write("a.md", language="es")
    assert path.read_text(encoding="utf-8").count("no questions in Spanish yet") == 1
    _, path = write("b.md", language="fr")
    assert "Spanish" not in path.read_text(encoding="utf-8")


def test_only_who_may_see_the_harvest_gets_proposals(make):
    with_proposals = [bool(make(scope).proposals) for scope in SCOPES]
    assert with_proposals == [True, True, True, False, False, True, False]


def test_sessions_are_headings_and_begin_a_page(write):
    _, path = write("a.docx", SCOPES[1])
    document = Document(BytesIO(path.read_bytes()))
    sessions = [one for one in document.paragraphs if one.text.startswith("Session ")]
    assert [bool(one.paragraph_format.page_break_before) for one in sessions] == [False, True, True]
