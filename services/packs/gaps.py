"""Gaps: what is missing, printed as UNKNOWN, and whom to ask; there is always somebody."""

from collections.abc import Iterator, Mapping

from models.case_file import RiskScores
from models.material import FollowUp
from models.pack import Pack, PackGap, PackRecord
from models.record_kinds import (
    Commitment,
    Decision,
    OpenQuestion,
    RecurringDuty,
    WarningRecord,
    WorkInFlight,
)
from models.words import Audience, GapKind
from services.packs.agenda import as_lines, find_next
from services.packs.coverage import is_important
from services.packs.document_reasons import list_harmless
from services.packs.lengths import fold
from services.packs.manuscript import Phrases, mark
from services.packs.who_to_call import choose_whom

MISSING_ELEMENTS = {
    "illness_severity": mark("Nobody has said which knowledge areas of the post matter most."),
    "patient_summary": mark("Nobody has said what the post is for and where its limits are."),
    "action_list": mark("Nobody has described a promise, work under way or a duty."),
    "situation_awareness": mark("No warning says what to do if something goes wrong."),
    "synthesis_by_receiver": mark(
        "The receiver has not yet said in own words what was understood."
    ),
}
GAP_NAMES: Mapping[str, str] = {
    GapKind.follow_up: mark("Left open in the interview"),
    GapKind.illness_severity: mark("What matters most"),
    GapKind.patient_summary: mark("The post"),
    GapKind.action_list: mark("What has to be done"),
    GapKind.situation_awareness: mark("What to do if"),
    GapKind.synthesis_by_receiver: mark("Read-back"),
    GapKind.knowledge_area: mark("Knowledge area"),
    GapKind.receiver: mark("Receiver"),
    GapKind.risk: mark("Risk"),
    GapKind.unreadable: mark("Documents"),
}
DIMENSIONS = {
    "role_criticality": mark("how critical the role is"),
    "knowledge_concentration": mark("how far knowledge lies with one person"),
    "tacit_depth": mark("how much is judgement rather than paper"),
    "system_risk": mark("how risky its systems and services are"),
    "replacement_difficulty": mark("how hard the post is to fill"),
}


def list_gaps(
    pack: Pack, phrases: Phrases, follow_ups: tuple[FollowUp, ...]
) -> tuple[PackGap, ...]:
    """Return everything that is missing from the pack, in its language; coverage is given in it.

    First what somebody asked, then what a record lacks, then what the pack as a whole lacks.
    """
    return (
        *_list_questions(pack, phrases, follow_ups),
        *_list_incomplete(pack, phrases),
        *_list_uncovered(pack, phrases),
        *_list_unsettled(pack, phrases),
    )


def _list_questions(
    pack: Pack, phrases: Phrases, follow_ups: tuple[FollowUp, ...]
) -> Iterator[PackGap]:
    for record in pack.records:
        if isinstance(record.content, OpenQuestion):
            asked = as_lines(record.content.whom_to_ask)
            whom = phrases.join(asked) if asked else choose_whom(pack, phrases, record)
            yield PackGap(kind=GapKind.open_question, what=record.content.title, whom_to_ask=whom)
    for question in follow_ups:
        is_leaver = pack.leaver is not None and question.whom_to_ask == pack.leaver.name
        named = None if is_leaver else question.whom_to_ask
        whom = named or choose_whom(pack, phrases)
        what = phrases.say("Still to be asked: {question}", question=question.question)
        yield PackGap(kind=GapKind.follow_up, what=what, whom_to_ask=whom)


def _list_incomplete(pack: Pack, phrases: Phrases) -> Iterator[PackGap]:
    for record in pack.records:
        sentence = _find_lack(record, pack)
        if sentence:
            what = phrases.say(sentence, title=record.content.title)
            whom = choose_whom(pack, phrases, record)
            yield PackGap(kind=GapKind(record.content.kind), what=what, whom_to_ask=whom)


def _find_lack(record: PackRecord, pack: Pack) -> str | None:
    """Find the sentence that says what a record lacks; None where it lacks nothing."""
    content = record.content
    if isinstance(content, WarningRecord) and not content.then:
        return mark("What to do if this comes true: {title}")
    if isinstance(content, Commitment):
        return _find_lack_of_promise(content)
    if isinstance(content, RecurringDuty) and not find_next(content, pack.made_on):
        return mark("When this comes next: {title}")
    if isinstance(content, WorkInFlight) and not (content.next_action or content.body):
        return mark("What the next step is: {title}")
    if isinstance(content, Decision) and not (content.why or content.body):
        return mark("Why it was decided so: {title}")
    return None


def _find_lack_of_promise(content: Commitment) -> str | None:
    if not content.due_on and not as_lines(content.to):
        return mark("To whom and until when it was promised: {title}")
    if not content.due_on:
        return mark("Until when it was promised: {title}")
    return None if as_lines(content.to) else mark("To whom it was promised: {title}")


def _list_uncovered(pack: Pack, phrases: Phrases) -> Iterator[PackGap]:
    for element, is_present in pack.coverage.ipass.items():
        if not is_present and element in MISSING_ELEMENTS and _sees_all(pack):
            receiver = pack.receiver.name if pack.receiver else pack.manager.name
            is_receivers = element == "synthesis_by_receiver"
            whom = receiver if is_receivers else choose_whom(pack, phrases)
            what = phrases.say(MISSING_ELEMENTS[element])
            yield PackGap(kind=GapKind(element), what=what, whom_to_ask=whom)
    for area in pack.coverage.knowledge_areas:
        if is_important(area) and not area.judgement:
            described = (r for r in pack.records if r.content.kind == "knowledge_area")
            record = next((r for r in described if fold(r.content.title) == fold(area.name)), None)
            what = phrases.say(
                "How to judge in this area (no decision, warning, process or lesson): {area}",
                area=area.name,
            )
            whom = choose_whom(pack, phrases, record)
            yield PackGap(kind=GapKind.knowledge_area, what=what, whom_to_ask=whom)


def _list_unsettled(pack: Pack, phrases: Phrases) -> Iterator[PackGap]:
    manager = pack.manager.name
    if not pack.receiver:
        what = phrases.say("Who takes over the post: nobody has been named.")
        yield PackGap(kind=GapKind.receiver, what=what, whom_to_ask=manager)
    missing = [name for name in RiskScores.model_fields if name not in pack.risk.scores]
    if missing and _sees_all(pack):
        named = phrases.join(phrases.say(DIMENSIONS[name]) for name in missing)
        what = phrases.say("How much is at risk; not scored yet: {dimensions}", dimensions=named)
        yield PackGap(kind=GapKind.risk, what=what, whom_to_ask=manager)
    harmless = {None, *list_harmless(phrases)}
    unreadable = [document for document in pack.documents if document.unreadable not in harmless]
    if unreadable:
        what = phrases.count(
            "What stands in {number} document that could not be read: {path}",
            "What stands in {number} documents that could not be read; the index of documents "
            "lists each with its reason.",
            len(unreadable),
            path=unreadable[0].path,
        )
        holder = unreadable[0].holder if len(unreadable) == 1 else None
        whom = holder or choose_whom(pack, phrases)
        yield PackGap(kind=GapKind.unreadable, what=what, whom_to_ask=whom)


def _sees_all(pack: Pack) -> bool:
    # What wider audiences do not see, such as the scores, is hidden and not missing.
    return not Audience.team.may_see(pack.audience)
