"""Schema: which keys a place of a file may have, read from the models themselves."""

from typing import Any, get_args

from pydantic import BaseModel

from models.record_kinds import RECORD_KINDS
from services.casefiles.tree import Path


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
