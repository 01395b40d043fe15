from collections import Counter

from harvested import make_entry

from models.harvest import HarvestFacts, SourceSummary
from models.words import Language, SourceKind
from services.interviews.facts import collect_interview_facts
from services.interviews.form_labels import get_labels
from services.interviews.proposals import propose_records


def propose(case, harvest, facts, *, to_leaver=True):
    labels = get_labels(Language.en)
    return propose_records(case, harvest, facts, labels, to_leaver=to_leaver)


def test_each_kind_of_thing_becomes_its_kind_of_record(case, harvest, facts):
    kinds = Counter(record.kind for record in propose(case, harvest, facts))
    assert kinds == {
        "role_card": 1,
        "commitment": 4,
        "recurring_duty": 5,
        "contact": 6,
        "document": 5,
        "open_question": 1,
    }


def test_every_harvested_record_says_where_it_comes_from(case, harvest, facts):
    for record in propose(case, harvest, facts):
        if record.kind not in ("role_card", "open_question"):
            assert record.sources, record.title


def test_a_promise_keeps_its_date_its_words_and_its_mail(case, harvest, facts):
    promise = next(one for one in propose(case, harvest, facts) if one.title == "Promise: Promise")
    assert promise.due_on == harvest.threads[2].due_on
    assert promise.evidence == "I shall send it."
    assert promise.sources == ("mail.mbox#m1@example.org",)


def test_with_two_mailboxes_both_are_named(case, harvest, facts):
    second = SourceSummary(kind=SourceKind.mailbox, path="old.mbox")
    two = harvest.model_copy(update={"sources": (*harvest.sources, second)})
    promise = next(one for one in propose(case, two, facts) if one.kind == "commitment")
    assert promise.sources == ("mail.mbox", "old.mbox")


def test_a_rule_that_is_none_becomes_no_rhythm(case, today):
    entries = (
        make_entry(1, None).model_copy(update={"rrule": "RRULE:FREQ=WEEKLY;BYDAY=MO"}),
        make_entry(2, None).model_copy(update={"rrule": "nonsense"}),
    )
    harvest = HarvestFacts(calendar=entries)
    facts = collect_interview_facts(case, harvest, today)
    duties = [one for one in propose(case, harvest, facts) if one.kind == "recurring_duty"]
    assert [duty.rhythm for duty in duties] == ["FREQ=WEEKLY;BYDAY=MO", None]


def test_a_manager_reads_of_the_post_and_not_of_you(case, harvest, facts):
    texts = [one.body for one in propose(case, harvest, facts, to_leaver=False) if one.body]
    assert texts
    assert all("this post" in text and "you" not in text for text in texts)
