"""Shapes: what requests hold and what answers say, where no act has a value for it already."""

from typing import Annotated

from pydantic import Field

from models.case_file import CaseFile
from models.record_kinds import RecordUnion
from models.states import SourceState
from models.values import Day, LineText, LongText, RowId, Value


class Told(Value):
    """What every act answers: where secrets were taken out of what was typed, if there were any."""

    masked: tuple[str, ...] = ()


class Done(Told):
    """The act is done."""

    done: bool = True


class Count(Told):
    """How many it was done to."""

    count: int


class SourceStands(Told):
    """Where a source stands after a yes or a no."""

    state: SourceState


class Started(Told):
    """What was opened, and what HR should look at."""

    references: tuple[str, ...]
    warnings: tuple[str, ...] = ()


class Batch(Value):
    """Exits to be opened in one go, all or none."""

    cases: Annotated[tuple[CaseFile, ...], Field(min_length=1, max_length=200)]


class Answers(Value):
    """What one person has answered so far."""

    records: Annotated[tuple[RecordUnion, ...], Field(max_length=2000)]


class Agreed(Value):
    """The text that is agreed to."""

    revision: RowId


class Edited(Agreed):
    """A new text over an older one."""

    content: RecordUnion


class Revised(Told):
    """The revision that an edit made; the same one where its author has to agree first."""

    revision: int
    is_proposed: bool = False


class Signed(Value):
    """What was signed."""

    digest: str


class Reason(Value):
    """Why an item is declined."""

    reason: Annotated[LongText, Field(min_length=1, max_length=5000)]


class Text(Value):
    """An answer in words."""

    text: LongText


class WaiverBody(Value):
    """Why a gap may stay open, and until when."""

    reason: LineText
    until: Day


class LastDay(Value):
    """The new last working day."""

    last_working_on: Day


class ReturnDay(Value):
    """When the absent person is back."""

    returns_on: Day


class Hold(Value):
    """Whether a legal hold lies on the handover."""

    is_held: bool


class NewReference(Value):
    """The handover that was opened."""

    reference: str
