"""A case and a harvest that is rich in everything questions can speak of."""

from datetime import date

import pytest
from harvested import TODAY, TYPED, make_contact, make_document, make_entry, make_thread

from models.case_file import CaseFile, RiskScores
from models.harvest import HarvestFacts, SourceSummary
from models.question import BankSet
from models.questionnaire import InterviewFacts
from models.record_kinds import OpenQuestion
from models.words import Family, SourceKind
from services.interviews.banks import load_banks
from services.interviews.facts import collect_interview_facts


@pytest.fixture
def case(case: CaseFile) -> CaseFile:
    post = case.post.model_copy(update={"family": Family.programme})
    risk = RiskScores(tacit_depth=5, system_risk=2)
    return case.model_copy(update={"post": post, "risk": risk})


@pytest.fixture
def harvest() -> HarvestFacts:
    return HarvestFacts(
        documents=(
            *(make_document(f"drive/Budget/b{n}.xlsx") for n in range(4)),
            make_document("drive/Reports/r.docx", sole=False),
        ),
        contacts=tuple(make_contact(number) for number in range(1, 7)),
        calendar=tuple(make_entry(number) for number in range(5)),
        threads=(
            make_thread(TYPED),
            make_thread("Waiting"),
            make_thread("Promise", is_promise=True, due=3),
            make_thread("Some day", is_promise=True),
        ),
        sources=(
            SourceSummary(kind=SourceKind.mailbox, path="mail.mbox"),
            SourceSummary(kind=SourceKind.calendar, path="calendar.ics"),
        ),
    )


@pytest.fixture
def left_open() -> tuple[OpenQuestion, ...]:
    return (OpenQuestion(title="Who insures the motorcycles?", whom_to_ask="Legal adviser"),)


@pytest.fixture
def facts(case, harvest, left_open) -> InterviewFacts:
    return collect_interview_facts(case, harvest, TODAY, left_open)


@pytest.fixture(scope="session")
def banks() -> BankSet:
    return load_banks()


@pytest.fixture
def today() -> date:
    return TODAY
