"""Data files: rubrics, plans and policies of templates/, read as strictly as what people hand in.

A file of its own, because files of many rooms read theirs with it.
"""

from typing import TypeVar

from pydantic import BaseModel

from services.cases.input_text import read_input_text
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from templates import TEMPLATES

Model = TypeVar("Model", bound=BaseModel)


def read_data_file(model: type[Model], name: str) -> Model:
    """Return a YAML file of templates/, such as "rubrics/exit.yaml", as its model.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with its line.
    """
    path = TEMPLATES / name
    return build_value(model, read_yaml(read_input_text(path, what="a data file"), name))
