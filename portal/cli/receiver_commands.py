"""Reception: what the receiver does with a pack, and how its gaps are settled."""

from models.case_file import PersonEntry
from portal.acting import act, see
from portal.cli.options import As, Day, Email, File, Gap, Name, Out, Record, Ref, SomeRecord, Text
from portal.cli.speech import say, say_json
from portal.cli.values import make_value, mask_typed, read_yaml_file
from services.acts import receiving, seeing, settling
from services.acts.auditing import note_opened
from services.destinations import check_destination
from services.texts import say_count


def fetch(ref: Ref, as_: As, out: Out) -> None:
    """Write the files of the newest edition into a folder."""
    check_destination(out)
    files = see(as_, lambda by: seeing.read_pack(by.session, by.actor, ref, by.settings.data))
    act(as_, lambda by: note_opened(by.session, by.actor, ref, files, by.now))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        say(out / name)


def items(ref: Ref, as_: As) -> None:
    """Print the items to take over, with their numbers, one JSON object per line."""
    for line in see(as_, lambda by: receiving.list_offered(by.session, by.actor, ref)):
        say_json(line.model_dump_json())


def read_back(ref: Ref, as_: As, file: File) -> None:
    """Say it back in your own words; FILE holds texts: {S1: ..., S2: ...}."""
    body = mask_typed(read_yaml_file(receiving.ReadBackTexts, file, "a read-back"), ref)
    act(as_, lambda by: receiving.read_back(by.session, by.actor, ref, body, by.now))
    say("The read-back is kept.")


def accept(ref: Ref, as_: As, record: SomeRecord = None) -> None:
    """Take over one item of the pack, or all that are undecided."""
    if record is None:
        count = act(as_, lambda by: receiving.accept_all(by.session, by.actor, ref, by.now))
    else:
        act(as_, lambda by: receiving.accept(by.session, by.actor, ref, record, by.now))
        count = 1
    say(f"Accepted {say_count(count, 'item')}.")


def decline(ref: Ref, as_: As, record: Record, text: Text) -> None:
    """Decline one item, and say why."""
    refusal = mask_typed(make_value(receiving.Refusal, record_id=record, reason=text), ref)
    act(as_, lambda by: receiving.decline(by.session, by.actor, ref, refusal, by.now))
    say(f"Item {record} is declined: it needs another owner.")


def survey(ref: Ref, as_: As, file: File) -> None:
    """Say at day 7, 30 or 90 what was used, wrong or missing; FILE holds the answers."""
    answers = mask_typed(read_yaml_file(receiving.SurveyAnswers, file, "a survey"), ref)
    act(as_, lambda by: receiving.answer_survey(by.session, by.actor, ref, answers, by.now))
    say("Thank you; what is missing is now a gap.")


def gaps(ref: Ref, as_: As) -> None:
    """Print the gaps and how each is settled, one JSON object per line."""
    for line in see(as_, lambda by: settling.list_gaps(by.session, by.actor, ref)):
        say_json(line.model_dump_json())


def answer_gap(ref: Ref, as_: As, gap: Gap, text: Text) -> None:
    """Answer a gap in words."""
    given = mask_typed(make_value(settling.GapAnswer, gap_id=gap, text=text), ref)
    act(as_, lambda by: settling.answer_gap(by.session, by.actor, ref, given, by.now))
    say(f"Gap {gap} is answered.")


def waive(ref: Ref, as_: As, gap: Gap, text: Text, until: Day) -> None:
    """Accept a gap until a day, with a reason; it opens again the day after."""
    given = make_value(settling.Waiver, gap_id=gap, reason=text, until=until.date())
    waiver = mask_typed(given, ref)
    act(as_, lambda by: settling.waive_gap(by.session, by.actor, ref, waiver, by.now))
    say(f"Gap {gap} is waived until {until:%Y-%m-%d}.")


def owner(ref: Ref, as_: As, record: Record, name: Name, email: Email) -> None:
    """Name the person who looks after an item of the pack."""
    person = make_value(PersonEntry, name=name, email=email)
    ownership = mask_typed(make_value(settling.Ownership, record_id=record, person=person), ref)
    act(as_, lambda by: settling.assign_owner(by.session, by.actor, ref, ownership, by.now))
    say(f"Item {record} has an owner.")
