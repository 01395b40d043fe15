"""Groups: commands by their names; a command is imported when it is called, and not before."""

import ast
import importlib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

Commands = Mapping[str, "str | LazyGroup"]
"""Each command by its name: the place of its function as "module:function", or a group."""


_ONLY_LOOK = frozenset({"doctor", "verify"})
"""Functions that change nothing at all: not even rights."""


class OnceCommand(TyperCommand):
    """A command that refuses an option given again where only the last value would count.

    Who says `--source 1 --source 2` means both, and would believe that both were refused.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            typer.BadParameter: an option that has one value has several.
        """
        _, _, order = self.make_parser(ctx).parse_args(args=[*args])
        for option, times in Counter[Any](order).items():
            if times > 1 and option.nargs == 1 and not (option.multiple or option.is_flag):
                said = (
                    f"{option.opts[0]} is given {times} times: give it once, and the command again"
                )
                raise typer.BadParameter(f"{said} for each further one", ctx=ctx)
        return super().parse_args(ctx, args)


class LazyCommand(TyperCommand):
    """A command that stands in a list by its name and its help, without being imported."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(name)
        self._module, _, self._function = place.partition(":")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line that a list of commands shows."""
        self.help = _read_docstrings(self._module)[self._function]
        return super().get_short_help_str(limit)

    def make_context(self, *given: Any, **options: Any) -> Any:
        """Import the command and read its command line; what is returned belongs to the import."""
        function = getattr(importlib.import_module(f"portal.cli.{self._module}"), self._function)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(self.name, cls=OnceCommand)(function)
        context = typer.main.get_command(alone).make_context(*given, **options)
        if self._function not in _ONLY_LOOK:
            _protect_data()
        return context


class LazyGroup(TyperGroup):
    """A group of commands. Without a command it prints its help."""

    def __init__(self, name: str, text: str, commands: Commands, epilog: str | None = None) -> None:
        super().__init__(
            name=name,
            help=text,
            epilog=epilog,
            rich_markup_mode=None,
            commands={
                key: LazyCommand(key, command) if isinstance(command, str) else command
                for key, command in commands.items()
            },
        )

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the command line up to the command's name."""
        return super().make_context(info_name, args or ["--help"], parent, **extra)


def _protect_data() -> None:
    # Imported late: a list of commands does without.
    from services.private_files import protect  # noqa: PLC0415 - see above
    from services.settings import Settings  # noqa: PLC0415 - see above

    protect(Settings())


@cache
def _read_docstrings(module: str) -> Mapping[str, str]:
    """Return what a file of commands says of each of its functions, without running it."""
    source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {function.name: ast.get_docstring(function) or "" for function in functions}
