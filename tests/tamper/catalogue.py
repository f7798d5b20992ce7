"""What a tampering is: what was done, how it is undone, and what a verifier must say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from isonomia.devchain import Kind as DevKind
from isonomia.divergence import Divergence, Finding
from isonomia.manifest import Manifest
from tests.tamper.everything import Everything
from tests.verify.lying_node import Lie, lying_node
from tests.verify.scenario import identity_of


class Kind(StrEnum):
    """With what somebody tampers."""

    LOGS = "logs"
    STORAGE = "storage"
    CODE = "code"
    MANIFEST = "manifest"
    BLOCKS = "blocks"
    VIEWS = "views"
    TRANSACTIONS = "transactions"
    PROOFS = "proofs"
    RECEIPTS = "receipts"


class Told(NamedTuple):
    """The right first divergence.

    Attributes:
        finding: its name
        about: its subject; a name in braces stands for something of the jurisdiction
        field: its field
        person: role of the person it is about
        expected: what the expected value contains
        found: what the value found contains
    """

    finding: Finding
    about: str = ""
    field: str | None = None
    person: str | None = None
    expected: str = ""
    found: str = ""

    def require(self, divergence: Divergence | None, lived: Everything) -> None:
        """Fail unless just this was told."""
        assert divergence is not None, "nobody noticed"
        said = divergence.sentence()
        person = None if self.person is None else "0x" + identity_of(self.person).hex()
        told = (divergence.finding, divergence.subject, divergence.field, divergence.person)
        names = names_in(lived)
        field_name = self.field and self.field.format_map(names)
        right = (self.finding, self.about.format_map(names), field_name, person)
        assert told == right, said
        assert self.expected.format_map(names) in str(divergence.expected), said
        assert self.found in str(divergence.found), said


class Node(NamedTuple):
    """What a verifier is given."""

    url: str
    manifest: Manifest


#: Tampers with the jurisdiction while somebody verifies it, and undoes it.
Way = Callable[[Everything], AbstractContextManager[Node]]


@dataclass(frozen=True, slots=True)
class Tampering:
    """One thing tampered with.

    Attributes:
        kind: with what
        way: how
        told: what must be said
        options: of `verify`, needed to find it
        only_on: kind of chain, where it can be tried on one only
    """

    kind: Kind
    way: Way
    told: Told
    options: dict[str, Any] = field(default_factory=dict)
    only_on: DevKind | None = None


def through(lie: Callable[[Everything], Lie]) -> Way:
    """Return the way of a node that lies."""

    @contextmanager
    def way(lived: Everything) -> Iterator[Node]:
        with lying_node(lived.dev.url, lie(lived)) as url:
            yield Node(url, lived.manifest)

    return way


def names_in(lived: Everything) -> dict[str, str]:
    """Return what the names in braces stand for."""
    return {**lived.manifest.addresses, **lived.numbers}
