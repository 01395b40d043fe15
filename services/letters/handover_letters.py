"""Handover letters: the mails that follow from the state of one handover, each sent once ever."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.acting import Role
from models.gap import Gap
from models.handover import Handover, PlanStep
from models.mail import Invitation
from models.plan import Gate, StepAct, StepKey
from models.record import Answer
from models.signing import ReviewComment
from models.states import AnswerState, GapState, HandoverState
from models.words import Audience, Respondent
from services.acts.actors import find_owner_id
from services.handovers.editions import find_edition
from services.handovers.gates import find_first_wait, find_gate
from services.handovers.part_changes import list_changes
from services.handovers.pending_changes import list_deciders, list_open_proposals
from services.handovers.plans import find_act, list_plan
from services.letters.consent_letters import ask_for_sources
from services.letters.invitations import cancel_invitation, invite, update_invitation
from services.letters.letter_facts import MailTemplate, Told
from services.letters.mail_queue import Letter, queue_mail, queue_mails

UNINVITED = (StepAct.notice, StepAct.allow)
"""What letters of their own ask for: see consent_letters.py."""
_RECEIVED = (HandoverState.delivered, HandoverState.accepted)


def write_letters(session: Session, handover: Handover, now: datetime) -> int:
    """Queue what is due now: invitations, the pack that is ready, what was sent back.

    Returns:
        How many mails are new.
    """
    if not handover.has_people:
        return 0
    if not handover.is_running:
        return _cancel_all(session, handover, now)
    return (
        ask_for_sources(session, handover, now)
        + _invite_all(session, handover, now)
        + _tell_of_pack(session, handover, now)
        + _tell_of_remarks(session, handover, now)
        + _tell_of_waivers(session, handover, now)
        + _tell_of_changes(session, handover, now)
        + _tell_of_proposals(session, handover, now)
    )


def _invite_all(session: Session, handover: Handover, now: datetime) -> int:
    """Invite the people who have to act at the gate that the handover waits at, by date."""
    wait = find_first_wait(session, handover)
    count = _update_all(session, handover, now)
    for step in list_plan(session, handover):
        gate = find_gate(find_act(step.key))
        person_id = find_owner_id(session, handover, step.owner)
        if wait is None or not step.is_open or person_id is None:
            continue
        if gate is None or not _is_reached(gate, wait.gate) or find_act(step.key) in UNINVITED:
            continue
        count += invite(session, handover, step, person_id, now)
    return count + _invite_peers(session, handover, now)


def _is_reached(gate: Gate, waits_at: Gate) -> bool:
    """Whether people can act at a gate: the interview is given beside what comes before it."""
    return gate is waits_at or (gate is Gate.interview and waits_at.is_beside_interview)


def _invite_peers(session: Session, handover: Handover, now: datetime) -> int:
    """Invite the colleagues who were asked; no step of the plan is theirs."""
    count = 0
    for answer in _list_peers(session, handover):
        if answer.state is AnswerState.asked and answer.person_id and answer.due_on:
            step = PlanStep(
                handover_id=handover.row_id,
                key=StepKey.peer_interview,
                owner=Role.peer,
                due_on=answer.due_on,
            )
            count += invite(session, handover, step, answer.person_id, now)
    return count


def _list_peers(session: Session, handover: Handover) -> list[Answer]:
    query = select(Answer).where(
        Answer.handover_id == handover.id, Answer.respondent == Respondent.peer
    )
    return list(session.exec(query.order_by(col(Answer.id))))


def _update_all(session: Session, handover: Handover, now: datetime) -> int:
    """Bring invitations up to moved dates, and take back those whose step is somebody else's."""
    steps = {step.key: step for step in list_plan(session, handover)}
    count = 0
    for invitation in _list_invitations(session, handover):
        if invitation.step == StepKey.peer_interview:
            continue
        step = steps.get(invitation.step)
        if step is None or not _is_whose(session, handover, step, invitation):
            count += cancel_invitation(session, handover, invitation, now)
        elif step.is_open and step.due_on != invitation.due_on:
            count += update_invitation(session, handover, invitation, step.due_on, now)
    return count


def _is_whose(session: Session, handover: Handover, step: PlanStep, invitation: Invitation) -> bool:
    return find_owner_id(session, handover, step.owner) == invitation.person_id


def _cancel_all(session: Session, handover: Handover, now: datetime) -> int:
    if handover.state is not HandoverState.cancelled:
        return 0
    return sum(
        cancel_invitation(session, handover, invitation, now)
        for invitation in _list_invitations(session, handover)
    )


def _list_invitations(session: Session, handover: Handover) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.handover_id == handover.id, col(Invitation.is_cancelled).is_(False)
    )
    return list(session.exec(query.order_by(col(Invitation.id))))


def _tell_of_pack(session: Session, handover: Handover, now: datetime) -> int:
    edition = find_edition(session, handover, Audience.successor)
    if edition is None or handover.receiver_id is None or handover.state not in _RECEIVED:
        return 0
    letter = Letter(
        key=f"pack:{handover.reference}:{edition.number}:{handover.receiver_id}",
        person_id=handover.receiver_id,
        template=MailTemplate.pack_ready,
        facts={"reference": handover.reference, "edition": edition.number},
        language=handover.language,
        handover_id=handover.row_id,
    )
    return int(queue_mail(session, letter, now))


def _tell_of_remarks(session: Session, handover: Handover, now: datetime) -> int:
    query = select(ReviewComment.id).where(ReviewComment.handover_id == handover.id)
    letters = (
        Letter(
            key=f"remark:{number}",
            person_id=handover.leaver_id,
            template=MailTemplate.sent_back,
            facts={"reference": handover.reference},
            language=handover.language,
            handover_id=handover.row_id,
        )
        for number in session.exec(query)
    )
    return sum(queue_mail(session, letter, now) for letter in letters)


def _tell_of_waivers(session: Session, handover: Handover, now: datetime) -> int:
    """Tell the manager of gaps that are open again, once for each day on which waivers ended."""
    query = select(Gap).where(
        Gap.handover_id == handover.id,
        Gap.state == GapState.open,
        col(Gap.waived_until) < now.date(),
    )
    ended = [gap.waived_until for gap in session.exec(query) if gap.waived_until]
    if not ended:
        return 0
    letter = Letter(
        key=f"waivers:{handover.reference}:{max(ended)}",
        person_id=handover.manager_id,
        template=MailTemplate.waiver_ended,
        facts={"reference": handover.reference, "gaps": len(ended)},
        language=handover.language,
        handover_id=handover.row_id,
    )
    return int(queue_mail(session, letter, now))


def _tell_of_changes(session: Session, handover: Handover, now: datetime) -> int:
    """Tell who had a part, who has it now, and the leaver; of an address both the old and new."""
    count = 0
    for change in list_changes(session, handover):
        if change.is_same_person:
            told = {(Told.address, change.old_id), (Told.address, change.new_id)}
        else:
            told = {(Told.former, change.old_id), (Told.new, change.new_id)}
            told.add((Told.leaver, handover.leaver_id))
        for kind, person_id in sorted(told):
            letter = Letter(
                key=f"part:{change.id}:{kind}:{person_id}",
                person_id=person_id,
                template=MailTemplate.part_changed,
                facts={"reference": handover.reference, "role": change.role, "told": kind},
                language=handover.language,
                handover_id=handover.row_id,
            )
            count += queue_mail(session, letter, now)
    return count


def _tell_of_proposals(session: Session, handover: Handover, now: datetime) -> int:
    """Tell those who decide on a change of what somebody wrote."""
    letters = [
        Letter(
            key=f"proposal:{proposal.id}:{person_id}",
            person_id=person_id,
            template=MailTemplate.change_proposed,
            facts={"reference": handover.reference},
            language=handover.language,
            handover_id=handover.row_id,
        )
        for proposal, answer in list_open_proposals(session, handover)
        for person_id in sorted(list_deciders(handover, proposal, answer, now.date()))
    ]
    return queue_mails(session, letters, now)
