"""A state that notes what is looked up in it, so that a vector can say what a step depends on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from isonomia.spec.state import State


class _Table(dict[Any, Any]):
    """A dictionary that notes the keys looked up, and whether its size was asked for."""

    def __init__(self, kept: dict[Any, Any]) -> None:
        super().__init__(kept)
        self.keys_noted: set[Any] = set()
        self.is_counted = False

    def get(self, key: Any, default: Any = None) -> Any:
        self.keys_noted.add(key)
        return super().get(key, default)

    def __getitem__(self, key: Any) -> Any:
        self.keys_noted.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self.keys_noted.add(key)
        return super().__contains__(key)

    def __len__(self) -> int:
        self.is_counted = True
        return super().__len__()

    def items(self) -> Any:
        self.keys_noted |= set(self)
        return super().items()


class _Collection(set[Any]):
    """A set that notes what was looked for in it."""

    def __init__(self, kept: set[Any]) -> None:
        super().__init__(kept)
        self.keys_noted: set[Any] = set()

    def __contains__(self, entry: Any) -> bool:
        self.keys_noted.add(entry)
        return super().__contains__(entry)

    def copy(self) -> set[Any]:
        return set(self)


def noting(state: State) -> State:
    """Return a state like another one, whose tables and sets note what is looked up in them."""
    return dataclasses.replace(state, **dict(_noting_parts(state)))


def looked_up(noted: State, name: str) -> set[Any]:
    """Return the keys that were looked up in a table or a set of a noting state."""
    return set(getattr(noted, name).keys_noted)


def counted(noted: State, name: str) -> bool:
    """Return whether the size of a table of a noting state was asked for."""
    return bool(getattr(noted, name).is_counted)


def _noting_parts(state: State) -> Iterator[tuple[str, Any]]:
    for entry in dataclasses.fields(state):
        part = getattr(state, entry.name)
        if isinstance(part, dict):
            yield entry.name, _Table(part)
        elif isinstance(part, set):
            yield entry.name, _Collection(part)
