"""One digest a person and working day, not at night, no flood; late steps reach superiors."""

from datetime import UTC, date, datetime, timedelta

import pytest
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.handover import Person, PlanStep
from models.mail import Mail
from models.states import MailState, StepState
from models.words import DepartureKind
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.letters.mail_policy import find_loud_time
from services.letters.reminders import queue_digests, queue_escalations
from services.settings import Settings

# A Thursday; the day of the notice.
OPENED = datetime(2026, 10, 1, 9, tzinfo=UTC)
SETTINGS = Settings()
DAY = timedelta(days=1)


class Office:
    """Carla's office: opens cases, lets time pass, reads what is queued."""

    def __init__(self, store, case, folder):
        self.store, self.case, self.folder = store, case, folder
        with store.write() as session:
            add_staff(session, CARLA, Role.hr)

    def start(self, **changes):
        case = self.case.model_copy(update=changes)
        with self.store.write() as session:
            hr = find_actor(session, CARLA.email)
            given = CaseInput(case=case, folder=self.folder, opened_at=OPENED)
            return start_handover(session, hr, given, OPENED)

    def remind(self, now, settings=SETTINGS):
        with self.store.write() as session:
            return queue_digests(session, now, settings)

    def escalate(self, now, settings=SETTINGS):
        with self.store.write() as session:
            return queue_escalations(session, now, settings)

    def note_sent(self):
        with self.store.write() as session:
            for mail in session.exec(select(Mail)):
                mail.state = MailState.sent
                session.add(mail)

    def end(self, *keys):
        """End these steps, or all but those whose key begins with "-"."""
        with self.store.write() as session:
            for step in session.exec(select(PlanStep)):
                if step.key in keys or (f"-{step.key}" not in keys and keys[0].startswith("-")):
                    step.state = StepState.done
                    session.add(step)

    def find_due(self, key):
        with self.store.read() as session:
            step = session.exec(select(PlanStep).where(PlanStep.key == key)).first()
            return datetime.combine(step.due_on, datetime.min.time(), UTC) + timedelta(hours=9)

    def read(self, entry):
        """Return the mails of a person."""
        with self.store.read() as session:
            query = select(Mail).join(Person).where(Person.email == entry.email)
            return list(session.exec(query.order_by(Mail.id)))


@pytest.fixture
def office(store, case, tmp_path):
    return Office(store, case, tmp_path)


def list_steps(mail, name="overdue"):
    return [step.step for step in mail.facts[name]]


def test_each_gets_one_digest_of_what_is_theirs(office):
    office.start()
    now = OPENED + DAY

    assert office.remind(now) == 3
    assert office.remind(now + timedelta(hours=3)) == 0
    (manager,) = office.read(MOUSSA)
    assert "score_risk" in list_steps(manager, "soon")
    assert list_steps(office.read(ANA)[0], "soon") == ["read_notice"]


def test_all_handovers_of_a_person_are_in_one_mail(office):
    references = {office.start(), office.start(leaver=DAN), office.start(leaver=BEN, receiver=None)}
    office.remind(OPENED + DAY)

    (mail,) = office.read(MOUSSA)
    assert {step.reference for step in mail.facts["soon"]} == references


def test_overdue_steps_are_listed_as_such(office):
    office.start()
    office.remind(OPENED + 4 * DAY)

    (mail,) = office.read(ANA)
    assert list_steps(mail) == ["read_notice"]


def test_what_is_done_leaves_the_digest_before_it_goes_out(office):
    office.start()
    night = OPENED + timedelta(hours=20)
    office.remind(night)
    assert len(office.read(ANA)) == 1
    office.end("read_notice", "score_risk")
    office.remind(night + timedelta(minutes=5))

    assert office.read(ANA) == []
    assert "score_risk" not in list_steps(office.read(MOUSSA)[0], "soon")


@pytest.mark.parametrize(
    ("now", "zone", "loud"),
    [
        ("2026-10-05T09:00", "UTC", "2026-10-05T09:00"),
        ("2026-10-05T07:59", "UTC", "2026-10-05T08:00"),
        ("2026-10-05T18:00", "UTC", "2026-10-06T08:00"),
        ("2026-10-05T23:30", "Asia/Kolkata", "2026-10-06T02:30"),
        ("2026-10-05T06:00", "America/Lima", "2026-10-05T13:00"),
        # In the night from which clocks go back, eight o'clock is an hour later.
        ("2026-10-24T22:00", "Europe/Paris", "2026-10-25T07:00"),
    ],
)
def test_nights_are_quiet(now, zone, loud):
    settings = Settings(time_zone=zone)
    found = find_loud_time(datetime.fromisoformat(f"{now}:00+00:00"), settings)
    assert found == datetime.fromisoformat(f"{loud}:00+00:00")


@pytest.mark.parametrize(
    ("begin", "end", "hour"),
    [("12:00", "14:00", 14), ("13:00", "13:00", 13), ("14:00", "12:00", 13)],
)
def test_quiet_hours_are_as_they_are_set(begin, end, hour):
    settings = Settings(quiet_from=begin, quiet_until=end)
    found = find_loud_time(datetime(2026, 10, 5, 13, tzinfo=UTC), settings)
    assert found.hour == hour


def test_a_digest_of_the_evening_is_that_of_the_next_morning(office):
    office.start()
    evening = OPENED + timedelta(hours=10)

    assert office.remind(evening) == 3
    assert office.read(ANA)[0].next_try_at == datetime(2026, 10, 2, 8, tzinfo=UTC)
    office.note_sent()
    assert office.remind(evening + timedelta(hours=14)) == 0


@pytest.mark.parametrize("day", [date(2026, 10, 3), date(2026, 10, 4), date(2026, 10, 5)])
def test_days_off_are_free_of_mail(office, day):
    office.start(holidays=(date(2026, 10, 5),))
    assert office.remind(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)) == 0


def test_what_could_not_be_sent_for_days_is_one_digest(office):
    office.start()
    for number in range(1, 15):
        office.remind(OPENED + number * DAY)

    with office.store.read() as session:
        people = list(session.exec(select(Mail.person_id)))
    assert len(people) == len(set(people)) >= 3


def test_after_a_standstill_there_is_one_digest(office):
    office.start()
    assert office.remind(OPENED + 12 * DAY) <= 4
    assert len(office.read(MOUSSA)) == 1


def test_a_step_that_stays_open_is_listed_daily_at_first_and_then_weekly(office):
    office.start()
    office.end("-read_notice")
    days = []
    for number in range(1, 33):
        now = OPENED + number * DAY
        if office.remind(now):
            days.append(now.date())
            office.note_sent()

    first = [date(2026, 10, day) for day in (1, 2, 5, 6, 7, 8, 9, 16, 23, 30)]
    assert days == first[1:]


def test_a_gate_is_listed_though_small_steps_are_unticked(office):
    office.start()
    office.remind(office.find_due("interview"))

    assert "interview" in list_steps(office.read(ANA)[0], "soon")
    assert "review_entries" not in list_steps(office.read(ANA)[0], "soon")


def test_what_waits_for_another_step_is_not_listed(office):
    office.start()
    office.remind(OPENED + 20 * DAY)
    told = [step for mail in office.read(MOUSSA) for step in list_steps(mail)]

    assert "score_risk" in told
    assert "list_areas" not in told


def test_who_has_left_is_not_reminded(office):
    office.start(kind=DepartureKind.resignation)
    office.end("-interview", "-score_risk")
    office.remind(datetime(2026, 11, 30, 9, tzinfo=UTC))

    assert office.read(ANA) == []
    assert len(office.read(MOUSSA)) == 1


def test_a_peer_who_was_asked_is_reminded(office):
    reference = office.start()
    with office.store.write() as session:
        manager = find_actor(session, MOUSSA.email)
        peer = PeerRequest(name=DAN.name, email=DAN.email, due_on=date(2026, 10, 9))
        ask_peer(session, manager, reference, peer, OPENED)
    office.remind(datetime(2026, 10, 8, 9, tzinfo=UTC))

    assert list_steps(office.read(DAN)[0], "soon") == ["peer_interview"]


def test_late_steps_reach_manager_and_hr_once_a_week(office):
    office.start()
    office.end("-read_notice")
    days = []
    for number in range(1, 20):
        now = OPENED + number * DAY
        if office.escalate(now):
            days.append(now.date())
            office.note_sent()

    # Due on Friday the 2nd: three working days over on Wednesday the 7th.
    assert days == [date(2026, 10, 7), date(2026, 10, 14)]
    assert [list_steps(mail) for mail in office.read(MOUSSA)] == [["read_notice"]] * 2
    assert len(office.read(CARLA)) == 2
    assert office.read(ANA) == []


def test_late_steps_of_many_handovers_are_one_mail(office):
    office.start()
    office.start(leaver=DAN)
    office.escalate(OPENED + 7 * DAY)

    (mail,) = office.read(CARLA)
    assert len({step.reference for step in mail.facts["overdue"]}) == 2


def test_what_could_not_be_sent_is_one_escalation(office):
    office.start()
    for number in range(6, 30):
        office.escalate(OPENED + number * DAY)

    assert len(office.read(CARLA)) == 1
    assert "read_notice" in list_steps(office.read(CARLA)[0])


def test_reading_a_calendar_of_a_country(office):
    office.start(holidays="SN")
    assert office.remind(OPENED + DAY) == 3
