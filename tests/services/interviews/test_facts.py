from datetime import timedelta

from harvested import make_contact, make_document, make_entry, make_thread

from models.harvest import HarvestFacts
from models.words import Language
from services.interviews.fact_words import say_thing
from services.interviews.facts import collect_interview_facts


def collect(case, today, **found):
    return collect_interview_facts(case, HarvestFacts(**found), today)


def test_a_folder_counts_where_only_the_leaver_stands_on_three_files(case, today):
    documents = [make_document(f"drive/Budget/2026/{n}.xlsx") for n in range(3)]
    documents += [make_document("drive/Budget/2026/x.xlsx", sole=False)]
    documents += [make_document(f"drive/Plans/{n}.xlsx") for n in range(2)]
    (folder,) = collect(case, today, documents=documents).folders
    assert (folder.name, folder.files, folder.sole) == ("Budget/2026", 4, 3)


def test_files_at_the_top_are_named_after_the_source(case, today):
    documents = [make_document(f"drive/{n}.xlsx") for n in range(3)]
    assert collect(case, today, documents=documents).folders[0].name == "drive"


def test_a_file_without_an_author_is_nobodys(case, today):
    documents = [
        make_document(f"drive/a/{n}.txt").model_copy(update={"authors": ()}) for n in range(4)
    ]
    facts = collect(case, today, documents=documents)
    assert facts.folders == facts.sole_documents == ()


def test_contacts_exchanged_both_ways_and_are_not_of_the_case(case, today):
    manager = make_contact(1).model_copy(update={"email": case.manager.email.upper()})
    contacts = [manager, make_contact(3), make_contact(2), make_contact(4, sent=0)]
    facts = collect(case, today, contacts=contacts)
    assert [contact.name for contact in facts.contacts] == ["Contact 2", "Contact 3"]


def test_rare_series_come_first_and_ended_ones_not_at_all(case, today):
    entries = [
        make_entry(1, "weekly"),
        make_entry(2, "yearly", days=200),
        make_entry(3, "quarterly"),
        make_entry(4, "daily", days=-1),
        make_entry(5).model_copy(update={"rrule": None}),
    ]
    titles = [entry.title for entry in collect(case, today, calendar=entries).series]
    assert titles == ["Series 2", "Series 3", "Series 1"]


def test_promises_come_by_date_and_past_ones_not_at_all(case, today):
    threads = [
        make_thread("later", is_promise=True, due=9),
        make_thread("no date", is_promise=True),
        make_thread("soon", is_promise=True, due=0),
        make_thread("past", is_promise=True, due=-1),
        make_thread("asked"),
    ]
    facts = collect(case, today, threads=threads)
    assert [thread.subject for thread in facts.promises] == ["soon", "later", "no date"]
    assert [thread.subject for thread in facts.threads] == ["asked"]


def test_documents_of_sixty_days_are_recent(case, today):
    documents = [make_document(f"drive/{days}", days_old=days) for days in (0, 60, 61, -1)]
    recent = collect(case, today, documents=documents).recent_documents
    assert [document.path for document in recent] == ["drive/0", "drive/60"]


def test_facts_are_said_in_the_language_without_empty_ones(case, today):
    thing = make_contact(2, received=1)
    _, said = say_thing("contact", thing, Language.fr)
    assert said["received_times"] == "une fois"
    assert said["last_on"] == "20 novembre 2026"
    assert "organization" not in said


def test_a_rhythm_that_has_no_words_is_not_said(today):
    entry = make_entry(1, None).model_copy(update={"rrule": "FREQ=MONTHLY;BYSETPOS=-1"})
    _, said = say_thing("series", entry, Language.en)
    assert "rhythm" not in said
    assert say_thing("series", make_entry(1), Language.en)[1]["rhythm"] == "every month"


def test_the_reason_for_leaving_is_no_fact(case, today):
    said = collect(case, today).model_dump_json()
    assert case.kind.value not in said
    assert str(today + timedelta(days=7)) in said
