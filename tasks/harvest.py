"""Harvest: what the listed folders, mailboxes and calendars hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from models.errors import TemporaryError
from models.handover import Handover, Source
from models.harvest import Finding
from models.states import HandoverState
from models.words import SourceKind
from services.drawing.pdf import start_press
from services.handovers.content_jobs import (
    ContentJob,
    get_jobs,
    keep_allowed,
    list_tried,
    list_unread,
    narrow_readings,
)
from services.handovers.found_items import is_numbered
from services.handovers.harvesting import (
    FOLDER,
    Place,
    can_harvest,
    end_harvest,
    fetch,
    forget_others,
    gather_readings,
    is_harvested,
    keep_facts,
    keep_listings,
    list_known,
    list_places,
    list_refused,
    list_to_fetch,
)
from services.handovers.loading import get_case, get_handover, get_today
from services.handovers.permissions import describe_permissions
from services.handovers.plans import digest_of, finish_step, is_finished
from services.harvest.code_versions import MAKING_SENSE, get_code_version
from services.harvest.sense import make_facts
from services.harvest.source_files import Listing, Stat, list_source
from services.harvest.source_readers import open_sandbox, read_contents
from services.harvest.walk import Reach, label_source
from services.isolation.sandbox import Sandbox
from services.progress import report_progress
from tasks.artifacts import move_progress, start_progress
from tasks.step import step
from tasks.workplace import get_settings, get_store, now

BATCH_FILES = 100
"""Files of one task run: large enough to cost Prefect little, small enough to show progress."""
SAVE_EVERY = 20
"""Contents read between two commits, so that a kill costs little."""


@step("list sources of")
def list_sources(reference: str) -> list[list[int]]:
    """List what the sources hold now, and return the unread contents in batches of file numbers.

    With people there is one harvest: what they review does not change under their eyes.
    """
    with get_store().read() as session:
        handover = get_handover(session, reference)
        if not can_harvest(session, handover):
            return []
        given = handover.input_digest
    refused = fetch_sources(reference)
    with get_store().read() as session:
        places = list_places(session, handover)
        known = {place.source.row_id: list_known(session, place.source) for place in places}
    # Walked outside any transaction: a large share takes its time, and others must write.
    listings = [
        _list_one(place, handover, known[place.source.row_id], refused.get(place.source.row_id))
        for place in places
    ]
    with get_store().write() as session:
        handover = _get_given(session, reference, given)
        if not can_harvest(session, handover):
            return []
        still = {place.source.row_id: place for place in list_places(session, handover)}
        _check_permission(reference, places, still)
        keep_listings(session, handover, places, listings)
    with get_store().read() as session:
        unread = list_unread(session, handover, get_settings().get_limits())
    total = sum(len(listing.files) for listing in listings)
    report_progress("list_sources", 1, 1, f"{total} files, {len(unread)} of them not read yet")
    report_progress("read_files", 0, len(unread))
    return [unread[at : at + BATCH_FILES] for at in range(0, len(unread), BATCH_FILES)]


def _list_one(
    place: Place, handover: Handover, known: Mapping[str, Stat], problem: str | None
) -> Listing:
    source = place.source
    if problem:
        finding = Finding.unreadable(label_source(source.path), problem)
        return Listing(findings=(finding,), matched=handover.exclude)
    reach = Reach(
        excludes=handover.exclude,
        put_back=place.allowed.put_back,
        root=get_settings().sources_root,
        allowed=place.allowed,
        others=place.others,
    )
    return list_source(source.kind, source.path, Path(source.location), reach, known)


def _check_permission(reference: str, places: Iterable[Place], still: Mapping[int, Place]) -> None:
    """Keep nothing of what somebody refused or narrowed while it was being listed."""
    for place in places:
        now_said = still.get(place.source.row_id)
        if now_said is None or now_said.permission != place.permission:
            raise TemporaryError(f"a permission of {reference} was changed meanwhile: list again.")


def fetch_sources(reference: str) -> dict[int, str]:
    """Bring here what the case names by URL, outside any transaction: it takes its time.

    Returns:
        Why sources may not be fetched, by their numbers: the office may allow less by now.
    """
    with get_store().read() as session:
        handover = get_handover(session, reference)
        refused = list_refused(session, handover)
        wanted = [one for one in list_to_fetch(session, handover) if one.row_id not in refused]
    places = {
        source.row_id: fetch(source, get_settings().data / FOLDER / reference) for source in wanted
    }
    if places:
        with get_store().write() as session:
            for number, place in places.items():
                source = session.get_one(Source, number)
                source.location = str(place)
                session.add(source)
    return refused


@step("read files of")
def read_batch(reference: str, numbers: list[int]) -> int:
    """Read the contents of these files, each once ever; return how many were read."""
    settings = get_settings()
    with get_store().read() as session:
        excludes = get_handover(session, reference).exclude
        jobs = get_jobs(session, numbers)
    rules = {job.sha256: job.make_rules(excludes) for job in jobs}
    bar = start_progress(reference, min(numbers))
    done = 0
    with open_sandbox(
        workers=settings.workers, limits=settings.get_limits(), folder=settings.data / "cache"
    ) as sandbox:
        for kind, places, one in _list_tries(jobs, sandbox):
            readings = read_contents(kind, places, one, rules)
            while some := dict(islice(readings, SAVE_EVERY)):
                mine = [job for job in jobs if job.kind is kind]
                narrowed = narrow_readings(some, mine, one.limits)
                with get_store().write() as session:
                    keep_allowed(session, numbers, kind, narrowed)
                done += len(some)
                report_progress("read_files", done, len(jobs))
                move_progress(bar, done, len(jobs))
    return done


def _list_tries(
    jobs: Sequence[ContentJob], sandbox: Sandbox
) -> Iterator[tuple[SourceKind, dict[str, bytes], Sandbox]]:
    """Yield what is read in which sandbox: what failed for want of time or room gets more of it."""
    for kind in sorted({job.kind for job in jobs}):
        mine = [job for job in jobs if job.kind is kind]
        with get_store().read() as session:
            tried = list_tried(session, kind, [job.sha256 for job in mine], sandbox.limits)
        for is_second, one in ((False, sandbox), (True, sandbox.grow())):
            places = {
                job.sha256: job.location for job in mine if (job.sha256 in tried) is is_second
            }
            if places:
                yield kind, places, one


@step("make sense of")
def make_sense(reference: str) -> None:
    """Find people, dates, promises, versions in what was read, once for each state of sources."""
    _number_older(reference)
    with get_store().read() as session:
        handover = get_handover(session, reference)
        if not can_harvest(session, handover):
            return
        readings = gather_readings(session, handover)
        leaver = get_case(session, handover).leaver
        today = get_today(handover, now().date())
        version = get_code_version(MAKING_SENSE)
        digest = digest_of(
            [reading.describe() for reading in readings], leaver.email, today.isoformat(), version
        )
        is_done = is_finished(session, handover, "make_sense", digest)
        given = handover.input_digest
        permissions = describe_permissions(session, handover)
    if not is_done and not handover.has_people:
        # Nobody is waited for: the pack is drawn soon after, with libraries that take long to load.
        start_press(get_settings().data / "cache")
    facts = None if is_done else make_facts(readings, leaver, today)
    with get_store().write() as session:
        handover = _get_given(session, reference, given)
        if not can_harvest(session, handover):
            return
        if describe_permissions(session, handover) != permissions:
            raise TemporaryError(f"a permission of {reference} was changed meanwhile: do it again.")
        if facts is not None:
            keep_facts(session, handover, facts)
            forget_others(session, handover, readings)
            finish_step(session, handover, "make_sense", digest, now())
        if handover.has_people:
            end_harvest(session, handover, now())
        handover.advance_to(HandoverState.harvested)
    report_progress("make_sense", 1, 1)


def _number_older(reference: str) -> None:
    """Number what an older version found, so that the leaver can look at it as well."""
    with get_store().read() as session:
        handover = get_handover(session, reference)
        is_older = is_harvested(session, handover) and not is_numbered(session, handover)
    if is_older:
        with get_store().write() as session:
            end_harvest(session, get_handover(session, reference), now())


def _get_given(session: Session, reference: str, input_digest: str) -> Handover:
    """Return the handover, if it is still of the input whose sources were looked at."""
    handover = get_handover(session, reference)
    if handover.input_digest != input_digest:
        raise TemporaryError(f"{reference} was opened again meanwhile: harvest it again.")
    return handover
