"""Contacts are people with whom mail really went to and fro, ranked by how much and how lately."""

from collections.abc import Sequence
from datetime import date

import pytest
from letters import make_message
from people import ANA

from models.harvest import HarvestedContact
from services.mailbox.contacts import rank_contacts
from services.mailbox.messages import Message

ME = ANA.email
TODAY = date(2026, 11, 20)


def rank(*messages: Message) -> tuple[HarvestedContact, ...]:
    return rank_contacts(messages, ANA, TODAY)


def exchange(who: str, times: int = 3, day: int = 0, **fields: object) -> list[Message]:
    sent = [make_message(ME, who, day + each, **fields) for each in range(times)]
    return sent + [make_message(who, ME, day + each, **fields) for each in range(times)]


def emails(found: Sequence[HarvestedContact]) -> list[str]:
    return [each.email for each in found]


def test_both_directions_are_counted_and_dated() -> None:
    (tom,) = rank(
        *exchange("Tom Reed <tom@partner.example>", 2), make_message("tom@partner.example", ME, 9)
    )
    assert (tom.sent, tom.received, str(tom.last_on), tom.rank) == (2, 3, "2026-11-11", 1)
    assert (tom.name, tom.organization, tom.inside) == ("Tom Reed", "Partner", False)


def test_the_leavers_own_organization_is_not_called_after_its_domain() -> None:
    domain = ME.split("@")[1]
    (colleague,) = rank(*exchange(f"Tom Reed <tom@{domain}>", 2))
    assert (colleague.organization, colleague.inside) == (None, True)


def test_exchange_ranks_far_above_what_goes_one_way() -> None:
    flood = [make_message("flood@partner.example", ME, -each) for each in range(200)]
    found = rank(*exchange("tom@partner.example", 2), *flood)
    assert emails(found) == ["tom@partner.example", "flood@partner.example"]


def test_what_is_recent_ranks_above_what_is_long_ago() -> None:
    found = rank(*exchange("old@a.example", 4, -900), *exchange("new@b.example", 3, 0))
    assert emails(found) == ["new@b.example", "old@a.example"]


def test_direct_mail_weighs_more_than_copies_and_calls_to_many() -> None:
    many = [f"p{number}@c.example" for number in range(30)]
    messages = [*exchange("direct@a.example", 2)]
    for day in range(2):
        messages += [make_message(ME, "direct@a.example", day + 5, cc=["copied@b.example"])]
        messages += [make_message("copied@b.example", "x@b.example", day, cc=[ME])]
        messages += [make_message(ME, many, day), make_message("p0@c.example", [ME, *many], day)]
    found = emails(rank(*messages))
    assert found.index("direct@a.example") < found.index("copied@b.example")
    assert found.index("direct@a.example") < found.index("p0@c.example")


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@a.example",
        "notifications@a.example",
        "mailer-daemon@example.org",
        "team@lists.example.org",
    ],
)
def test_robots_and_lists_are_no_contacts(address: str) -> None:
    assert rank(*exchange(address)) == ()


def test_mail_through_a_list_counts_neither_for_the_list_nor_for_its_writers() -> None:
    posts = [
        make_message(f"writer{number}@a.example", "water@example.org", number, is_list=True,
                     list_addresses=("water@example.org",))
        for number in range(5)
    ]  # fmt: skip
    assert rank(*posts, make_message(ME, "water@example.org")) == ()


def test_an_address_that_forwards_to_many_is_a_list() -> None:
    posts = [make_message(f"w{n}@a.example", "dakar.office@example.org", n) for n in range(3)]
    found = rank(*posts, make_message(ME, "dakar.office@example.org"), *exchange("w1@a.example"))
    assert "dakar.office@example.org" not in emails(found)


def test_the_leaver_is_no_contact_under_any_address() -> None:
    other = "Ana Sow <ana.sow.dakar@gmail.com>"
    messages = [make_message(ME, other), make_message(other, "tom@partner.example")]
    messages += [
        make_message("SOW, Ana <ana@example.org>", ME),
        make_message("ana.sow+x@example.org", ME),
    ]
    assert emails(rank(*messages)) == ["tom@partner.example"]


def test_spellings_and_addresses_of_one_person_are_one_contact() -> None:
    messages = [
        *exchange("Fatou Diop <f.diop@partner.example>"),
        *exchange("DIOP, Fatou <fatou.diop@partner.example>", 1, 4),
        *exchange("Fatou Diop <fatou.diop77@gmail.com>", 1, 5),
    ]
    (fatou,) = rank(*messages)
    assert (fatou.name, fatou.email, fatou.sent) == ("Fatou Diop", "f.diop@partner.example", 5)


def test_people_of_the_same_name_stay_apart() -> None:
    messages = [
        *exchange("Fatou Diop <fatou.diop@ministry.example>"),
        *exchange("Fatou Diop <fatou.diop@donor.example>", 1, 4),
        *exchange("Fatou Diop <fatou.diop2@donor.example>", 1, 5),
    ]
    assert len(rank(*messages)) == 3


def test_an_office_is_kept_below_people() -> None:
    found = rank(*exchange("info@partner.example", 3), *exchange("tom@other.example", 2))
    assert emails(found) == ["tom@other.example", "info@partner.example"]


def test_why_says_what_came_up_most() -> None:
    messages = [
        *exchange("tom@partner.example", 3, subject="Pump parts"),
        make_message("tom@partner.example", ME, 6, subject="Re: TR : RE: Pump parts"),
        make_message("tom@partner.example", ME, 7, subject="Fwd: [EXT] Lunch"),
    ]
    assert rank(*messages)[0].why == "Pump parts; Lunch"


def test_absences_and_answers_to_invitations_count_for_nothing() -> None:
    messages = [
        make_message("tom@partner.example", ME, is_robot=True),
        make_message("tom@partner.example", ME, 1, method="reply"),
    ]
    assert rank(*messages) == ()


def test_who_is_inside_has_the_leavers_domain() -> None:
    found = rank(*exchange("moussa.ba@example.org"), *exchange("tom@partner.example", 1))
    assert [each.inside for each in found] == [True, False]


def test_the_order_of_messages_changes_nothing() -> None:
    messages = [
        *exchange("tom@a.example"),
        *exchange("lea@b.example"),
        *exchange("Li Wu <li@c.example>", 1),
    ]
    assert rank(*messages) == rank(*reversed(messages))
