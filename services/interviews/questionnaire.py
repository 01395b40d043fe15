"""Questionnaire: the questions fitted to a case, and the file that carries them to a person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.case_file import CaseFile
from models.errors import InvalidInputError
from models.harvest import HarvestFacts
from models.questionnaire import InterviewFacts, InterviewScope, Questionnaire
from models.record_kinds import AnyRecord, OpenQuestion
from models.words import Respondent
from services.drawing.docx import render_docx
from services.interviews.banks import load_banks
from services.interviews.facts import collect_interview_facts
from services.interviews.form_answers import draw_answers
from services.interviews.form_labels import choose_form_language, get_labels
from services.interviews.form_markdown import draw_markdown
from services.interviews.form_outline import outline_questionnaire
from services.interviews.proposals import propose_records
from services.interviews.selection import may_see_harvest, select_questions

_ENDINGS = (".md", ".docx", ".yaml", ".yml")


def make_questionnaire(
    case: CaseFile,
    harvest: HarvestFacts,
    today: date,
    scope: InterviewScope,
    left_open: Sequence[OpenQuestion] = (),
) -> Questionnaire:
    """Return the questionnaire for the person that the scope names.

    `left_open` are the open questions of the last handover of the post. Family, risk and language
    of the scope are those of the case, whatever it says.

    Raises:
        InvalidInputError: nobody can be asked this: no such bank, or no leaver to ask.
    """
    language = choose_form_language(case.language)
    fitted = scope.model_copy(
        update={"family": case.post.family, "risk": case.risk, "language": language}
    )
    facts = collect_interview_facts(case, harvest, today, left_open)
    return Questionnaire(
        post=case.post.title,
        respondent=scope.respondent,
        name=_name_respondent(case, scope.respondent),
        leaver=case.leaver.name,
        manager=case.manager.name,
        receiver=case.receiver.name if case.receiver else None,
        last_working_on=case.last_working_on,
        made_on=today,
        language=case.language,
        has_leaver=scope.has_leaver,
        session_minutes=scope.session_minutes,
        questions=select_questions(load_banks(), fitted, facts),
        proposals=_propose(case, harvest, facts, fitted),
    )


def _name_respondent(case: CaseFile, respondent: Respondent) -> str | None:
    names = {Respondent.leaver: case.leaver.name, Respondent.manager: case.manager.name}
    return names.get(respondent)


def _propose(
    case: CaseFile, harvest: HarvestFacts, facts: InterviewFacts, scope: InterviewScope
) -> tuple[AnyRecord, ...]:
    if not may_see_harvest(scope):
        return ()
    labels = get_labels(scope.language)
    is_leaver = scope.respondent is Respondent.leaver
    return propose_records(case, harvest, facts, labels, to_leaver=is_leaver)


def check_form_ending(path: Path) -> None:
    """Refuse a path that no questionnaire can be written to.

    Raises:
        InvalidInputError: its ending is another one, or it is a folder.
    """
    if path.is_dir():
        raise InvalidInputError(f'"{path}" is a folder: name a file in it.')
    if path.suffix.lower() not in _ENDINGS:
        given = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise InvalidInputError(
            f'"{path.name}" {given}: write the questionnaire to a file that ends in '
            ".md, .docx or .yaml"
        )


def write_questionnaire(questionnaire: Questionnaire, path: Path) -> None:
    """Write the questionnaire as Markdown, DOCX or an ANSWERS.yaml skeleton, by the ending.

    Raises:
        InvalidInputError: the ending is another one; nothing was written.
    """
    check_form_ending(path)
    ending = path.suffix.lower()
    if ending == ".docx":
        path.write_bytes(render_docx(outline_questionnaire(questionnaire)))
    elif ending == ".md":
        path.write_text(draw_markdown(questionnaire), encoding="utf-8", newline="\n")
    else:
        path.write_text(draw_answers(questionnaire), encoding="utf-8", newline="\n")
