"""Summary: the one page."""

from builders import make_pack, read_dakar

from models.harvest import HarvestedContact, HarvestedThread, HarvestFacts
from models.words import Audience
from services.packs.compose import compose_pack

FIRE = {"kind": "warning", "title": "Ice", "then": "Salt the stairs.", "priority": "high"}


def make_contact(name: str, rank: int) -> HarvestedContact:
    return HarvestedContact(
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@x.example",
        inside=False,
        sent=3,
        received=4,
        last_on="2026-11-01",
        rank=rank,
    )


def test_warnings_and_promises_due_soon_take_turns() -> None:
    due = {"kind": "commitment", "title": "Budget", "due_on": "2026-11-30", "priority": "high"}
    late = {**due, "title": "Far away", "due_on": "2027-11-30"}
    pack = make_pack(FIRE, {**FIRE, "title": "Snow"}, late, due)

    assert [item.title for item in pack.summary.warnings] == ["Ice", "Budget", "Snow"]
    assert pack.summary.warnings[0].text == "Salt the stairs."


def test_what_mail_says_is_due_burns_where_nobody_says_more() -> None:
    promise = HarvestedThread(
        subject="Clause 14",
        with_whom=("El Niang",),
        last_on="2026-11-18",
        is_promise=True,
        due_on="2026-11-30",
        quote="I will send it.",
    )
    pack = make_pack({**FIRE, "priority": "low"}, harvest=HarvestFacts(threads=(promise,)))
    first, second = pack.summary.warnings

    assert (first.title, str(first.due_on)) == ("El Niang: Clause 14", "2026-11-30")
    assert first.text == "Promised by mail. “I will send it.”"
    assert second.title == "Ice"


def test_limits_of_the_role_speak_for_themselves() -> None:
    card = {"kind": "role_card", "title": "Clerk", "limits_of_authority": "May not sign."}
    (limit,) = make_pack(card).summary.donts

    assert (limit.title, limit.text) == ("May not sign.", None)


def test_what_two_people_say_is_kept_twice_and_summed_up_once() -> None:
    pack = make_pack(FIRE, {**FIRE, "title": "ICE!", "respondent": "manager"})

    assert len(pack.records) == 2
    assert [item.record for item in pack.summary.warnings] == ["warning-01"]


def test_named_people_come_first_and_carry_their_address() -> None:
    harvest = HarvestFacts(contacts=(make_contact("Zoe Low", 1), make_contact("Ingrid Solheim", 2)))
    told = {"kind": "contact", "title": "The desk", "name": "Ingrid Solheim", "why": "Decides."}
    people = make_pack(told, harvest=harvest).summary.people

    assert [(one.name, one.email) for one in people] == [
        ("Ingrid Solheim", "ingrid@x.example"),
        ("Zoe Low", "zoe@x.example"),
    ]
    assert people[1].why == "7 messages exchanged, the last on 1 Nov 2026"


def test_a_person_whom_two_describe_is_called_once() -> None:
    harvest = HarvestFacts(contacts=(make_contact("Zoe Low", 1),))
    told = {"kind": "contact", "title": "The desk", "name": "Zoe Low", "why": "Decides."}
    people = make_pack(told, {**told, "respondent": "peer"}, harvest=harvest).summary.people

    assert [one.record for one in people] == ["contact-01"]


def test_what_mail_was_about_is_said_as_such() -> None:
    zoe = make_contact("Zoe Low", 1).model_copy(update={"why": "Pumps; Wells"})
    (person,) = make_pack(harvest=HarvestFacts(contacts=(zoe,))).summary.people

    assert person.why == "Mail about: Pumps; Wells"


def test_manager_and_receiver_are_not_people_to_inherit() -> None:
    moussa = make_contact("Moussa Ba", 1).model_copy(update={"email": "moussa.ba@example.org"})

    assert not make_pack(harvest=HarvestFacts(contacts=(moussa,))).summary.people


def test_the_address_in_a_channel_is_enough() -> None:
    told = {"kind": "contact", "title": "Zoe", "channel": "mornings, zoe@x.example; then phone"}

    assert make_pack(told).summary.people[0].email == "zoe@x.example"


def test_what_forbids_comes_before_decisions_not_to_reopen() -> None:
    decision = {"kind": "decision", "title": "One bank", "why": "Fees.", "rejected": ["Two"]}
    quirk = {
        "kind": "system",
        "title": "Portal",
        "quirks": "It is slow. Never use the green button.",
    }
    donts = make_pack(decision, quirk).summary.donts

    assert [(item.title, item.text) for item in donts] == [
        ("Portal", "Never use the green button."),
        ("Do not reopen without reading why: One bank", "Fees."),
    ]


def test_the_example_has_three_of_each() -> None:
    summary = compose_pack(read_dakar(), Audience.successor).summary

    assert (len(summary.warnings), len(summary.people), len(summary.donts)) == (3, 3, 3)
