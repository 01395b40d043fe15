"""Plugins: where other packages join in: sources, notifiers, storages and renderers.

A package names its objects as entry points of the groups below. One that is broken, or fails, costs
a warning and never a run.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from services.outside_calls import within

FILE_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
"""What a file of a pack may be called, so that every system and every address can hold it."""
_LOG = logging.getLogger("baton.plugins")
# A plugin that calls sys.exit() ends itself and not the run.
_FAILURES = (Exception, SystemExit)
_TELL_SECONDS = 30.0
_KEEP_SECONDS = 1_800.0
"""How long a plugin may take; after that the run goes on without it."""


@runtime_checkable
class SourcePlugin(Protocol):
    """Brings here what a URL of a case names. Group `baton.sources`; its name is the scheme."""

    def fetch(self, url: str, folder: Path) -> None:
        """Put what the URL names into the folder, which is harvested as any other from there.

        Raises:
            Exception: it cannot be had; the handover goes on without, and says so.
        """


@runtime_checkable
class NotifierPlugin(Protocol):
    """Tells somebody of an event. Group `baton.notifiers`."""

    def tell(self, event: str, reference: str) -> None:
        """Tell that this happened to the handover of this reference."""


@runtime_checkable
class StoragePlugin(Protocol):
    """Keeps a copy of what is delivered. Group `baton.storages`."""

    def keep(self, reference: str, bag: Path) -> None:
        """Keep the bag, a folder as BagIt has it; the same bag may come again."""


@runtime_checkable
class RendererPlugin(Protocol):
    """Draws further files of a pack. Group `baton.renderers`."""

    def render(self, pack_json: bytes) -> Mapping[str, bytes]:
        """Return files by name, drawn from pack.json and from nothing else."""
        ...


GROUPS: Mapping[type, str] = {
    SourcePlugin: "baton.sources",
    NotifierPlugin: "baton.notifiers",
    StoragePlugin: "baton.storages",
    RendererPlugin: "baton.renderers",
}


def load_plugins(kind: Any) -> Iterator[tuple[str, Any]]:
    """Yield the plugins of one of the kinds above, by name in order; broken ones are left out."""
    for point in sorted(entry_points(group=GROUPS[kind]), key=lambda point: point.name):
        try:
            found = point.load()
            plugin = found() if isinstance(found, type) else found
        except _FAILURES as error:
            _warn(kind, point.name, error)
            continue
        if isinstance(plugin, kind):
            yield point.name, plugin
        else:
            _LOG.warning(
                "%s of %s is not a plugin: see docs/plug-points.md", point.name, GROUPS[kind]
            )


def list_broken() -> tuple[str, ...]:
    """Return a sentence for each plugin that cannot be used."""
    broken = []
    for kind, group in GROUPS.items():
        used = {name for name, _ in load_plugins(kind)}
        broken += [
            f"the plugin {point.name} of {group} cannot be loaded: repair or remove its package"
            for point in entry_points(group=group)
            if point.name not in used
        ]
    return tuple(broken)


def find_source(url: str) -> SourcePlugin | None:
    """Return the plugin for the scheme of a URL, None where there is none."""
    scheme = url.partition("://")[0].lower()
    found: SourcePlugin | None = dict(load_plugins(SourcePlugin)).get(scheme)
    return found


def tell_all(events: Iterable[tuple[str, str]]) -> None:
    """Tell every notifier each event and its reference; what fails is passed over."""
    events = tuple(events)
    for name, plugin in load_plugins(NotifierPlugin) if events else ():
        for event, reference in events:
            try:
                within(_TELL_SECONDS, lambda: plugin.tell(event, reference))  # noqa: B023 - run now
            except _FAILURES as error:
                _warn(NotifierPlugin, name, error)


def keep_everywhere(reference: str, bag: Path) -> None:
    """Give a delivered bag to every storage; one that fails is passed over."""
    for name, plugin in load_plugins(StoragePlugin):
        try:
            within(_KEEP_SECONDS, lambda: plugin.keep(reference, bag))  # noqa: B023 - run now
        except _FAILURES as error:
            _warn(StoragePlugin, name, error)


def render_more(pack_json: bytes, taken: frozenset[str]) -> dict[str, bytes]:
    """Return the files that renderers add; none takes the place of one that is there already."""
    files: dict[str, bytes] = {}
    for name, plugin in load_plugins(RendererPlugin):
        try:
            drawn = dict(within(_KEEP_SECONDS, lambda: plugin.render(pack_json)))  # noqa: B023 - run now
        except _FAILURES as error:
            _warn(RendererPlugin, name, error)
            continue
        # Some systems ignore the case of names.
        there = {file.lower() for file in (*taken, *files)}
        files |= {
            file: bytes(content)
            for file, content in drawn.items()
            if _is_file(file, content) and file.lower() not in there
        }
    return files


def _is_file(name: object, content: object) -> bool:
    is_named = isinstance(name, str) and re.fullmatch(FILE_NAME, name) is not None
    return is_named and isinstance(content, bytes | bytearray)


def _warn(kind: type, name: str, error: BaseException) -> None:
    # The kind of the error alone: its text may quote what it worked on.
    _LOG.warning("the plugin %s of %s failed (%s)", name, GROUPS[kind], type(error).__name__)
