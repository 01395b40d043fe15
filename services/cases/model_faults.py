"""Model faults: errors of a model as sentences, each with the line, the field and the way out."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.errors import InvalidInputError
from models.record_kinds import RECORD_KINDS, list_own_fields
from services.cases.fault_words import EXAMPLES, explain, get_context, quote, suggest
from services.cases.odd_characters import find_odd_lines
from services.cases.yaml_reader import Path, Tree
from services.workdays import find_holiday_fault

Model = TypeVar("Model", bound=BaseModel)
_BRANCH_TYPES = ("string_type", "tuple_type", "bool_type", "list_type")


def find_model(root: type[BaseModel], data: Any, path: Path) -> type[BaseModel] | None:
    """Return the model of the group of keys at `path`; None where there is no single one."""
    model: type[BaseModel] | None = root
    candidates: list[type[BaseModel]] = [root]
    for part in path:
        data = _step(data, part)
        if isinstance(part, str):
            candidates = list_field_models(model, part) if model else []
        model = _choose_model(candidates, data)
    return model


def list_keys(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model as files write them, in reading order."""
    return [field.alias or name for name, field in model.model_fields.items()]


def list_field_models(model: type[BaseModel], key: str) -> list[type[BaseModel]]:
    """Return the models that the value of a key, or each entry of its list, may have."""
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return _list_models(field.annotation)
    return []


def _list_models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _list_models(part)]


def _choose_model(candidates: list[type[BaseModel]], data: Any) -> type[BaseModel] | None:
    if len(candidates) == 1:
        return candidates[0]
    kind = data.get("kind") if isinstance(data, dict) else None
    return RECORD_KINDS.get(kind) if isinstance(kind, str) else None


def _step(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def check_holidays(tree: Tree) -> None:
    """Note a fault if `holidays` names no country that holidays are known for."""
    given = tree.data.get("holidays") if isinstance(tree.data, dict) else None
    if not isinstance(given, str) or not given.strip():
        return
    problem = find_holiday_fault(given.strip())
    if problem:
        tree.add_fault(tree.get_place(("holidays",)).line, f"holidays is {quote(given)}: {problem}")


def build_value(model: type[Model], tree: Tree) -> Model:
    """Return the value that a tree describes.

    Raises:
        InvalidInputError: with all faults of the file: the tree's own, and the model's.
    """
    value = None
    if () not in tree.broken:
        try:
            value = model.model_validate(tree.data)
        except ValidationError as error:
            _add_model_faults(model, tree, error)
    if tree.faults or value is None:
        odd = dict(find_odd_lines(tree.text))
        # What else is said about such a line follows from it.
        tree.faults = [*odd.items(), *(one for one in tree.faults if one[0] not in odd)]
        raise InvalidInputError(tree.list_faults())
    return value


def name_field(path: Path) -> str:
    """Return a path as a person says it: "leaver.email", "records 3, title"."""
    name = ""
    for part in path:
        if isinstance(part, int):
            name += f" {part + 1}"
        elif name and name[-1].isdigit():
            name += f", {part}"
        else:
            name += f".{part}" if name else part
    return name.strip()


def _add_model_faults(model: type[BaseModel], tree: Tree, error: ValidationError) -> None:
    groups: dict[Path, list[ErrorDetails]] = {}
    for detail in _flatten(error, ()):
        groups.setdefault(_resolve(detail, tree.data), []).append(detail)
    said_deeper = {path[:size] for path in groups for size in range(len(path))}
    for path, details in groups.items():
        is_branch = all(each["type"] in _BRANCH_TYPES for each in details)
        if tree.is_broken(path) or (is_branch and path in said_deeper):
            continue
        line, sentence = _explain_group(model, tree, path, details)
        tree.add_fault(line, sentence)


def _flatten(error: ValidationError, prefix: Path) -> Iterator[ErrorDetails]:
    """Yield the errors; one that our validator raised is replaced by the errors inside it."""
    for detail in error.errors(include_url=False):
        inner = get_context(detail).get("error")
        if isinstance(inner, ValidationError):
            yield from _flatten(inner, (*prefix, *detail["loc"]))
        else:
            yield ErrorDetails({**detail, "loc": (*prefix, *detail["loc"])})


def _resolve(detail: ErrorDetails, data: Any) -> Path:
    """Return where in the file an error is; pydantic mixes names of types into its places."""
    path: list[str | int] = []
    location = detail["loc"]
    for position, part in enumerate(location):
        is_last = position == len(location) - 1
        is_kind = isinstance(data, dict) and part in RECORD_KINDS and data.get("kind") == part
        if is_kind and not is_last:
            continue
        if _has(data, part):
            data = data[part]
            path.append(part)
        elif is_last and detail["type"] == "missing":
            path.append(part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _explain_group(
    model: type[BaseModel], tree: Tree, path: Path, details: Sequence[ErrorDetails]
) -> tuple[int, str]:
    place, kind, name = tree.get_place(path), details[0]["type"], name_field(path)
    if kind == "missing":
        return place.key_line, _explain_missing(tree, path)
    if kind == "extra_forbidden":
        return place.key_line, _explain_unknown_key(model, tree, path)
    if kind == "union_tag_not_found":
        kinds = ", ".join(RECORD_KINDS)
        return place.line, f"{name} has no kind: choose one of {kinds}"
    if kind == "union_tag_invalid":
        path = (*path, "kind")
        place, name = tree.get_place(path), name_field(path)
    value = tree.find(path)
    if not path:
        return _explain_whole(tree, details[0])
    if value is None:
        return place.line, f"{name} is empty: write something or remove the line"
    return place.line, f"{name} is {explain(details, str(path[-1]), value)}"


def _explain_missing(tree: Tree, path: Path) -> str:
    example = EXAMPLES.get(str(path[-1]))
    way_out = f'write it, such as "{example}"' if example else "write it"
    state = "empty" if path in tree.places else "missing"
    return f"{name_field(path)} is {state}: {way_out}"


def _explain_unknown_key(model: type[BaseModel], tree: Tree, path: Path) -> str:
    key = str(path[-1])
    kind = tree.find((*path[:-1], "kind"))
    record = RECORD_KINDS.get(kind) if isinstance(kind, str) else None
    parent = record or find_model(model, tree.data, path[:-1])
    known = list_keys(parent) if parent else []
    if record:
        hint = suggest(key, known)
        near = f" ({hint})" if hint.startswith("did you mean") else ""
        own = ", ".join(list_own_fields(kind))
        title = str(kind).replace("_", " ")
        article = "an" if title[0] in "aeiou" else "a"
        said = f"{article} {title} has no field {quote(key)}: its own fields are {own}{near}"
        return said if tree.places else f"{name_field(path[:-1])}: {said}"
    inside = f" in {name_field(path[:-1])}" if len(path) > 1 else ""
    return f"unknown key {quote(key)}{inside}: {suggest(key, known)}"


def _explain_whole(tree: Tree, detail: ErrorDetails) -> tuple[int, str]:
    if detail["type"] == "value_error":
        sentence = str(get_context(detail)["error"])
        return tree.get_place(tuple(sentence.split(maxsplit=1)[0].split("."))).line, sentence
    return 1, f'the file is {quote(tree.data)}: write "key: value" lines, see docs/case-file.md'
