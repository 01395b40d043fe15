"""Values: the base of every frozen value model, and the text types they share."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


def _one_to_list(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _no_blank_ends(text: str) -> str:
    return text.strip("\r\n")


LineText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
"""One line that must say something, such as a title or a name."""

LongText = Annotated[str, AfterValidator(_no_blank_ends), StringConstraints(max_length=50_000)]
"""Free text, kept as typed."""

Texts = LongText | tuple[LongText, ...]
"""Free text or a list of free texts, as the writer preferred."""

Lines = Annotated[tuple[LineText, ...], BeforeValidator(_one_to_list)]
"""A list of lines; a single line counts as a list of one."""
