"""Names of communities and rules, as input files use them, and the numbers they stand for."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from isonomia.charter import Charter
from isonomia.errors import IsonomiaError

MOST_RULE_NUMBER = 2**32 - 1


class UnknownNameError(IsonomiaError):
    """A name or number that the charter does not have."""


class Names:
    """Numbers by name; case, spacing and compatibility forms make no difference."""

    def __init__(self, kind: str, numbers: Mapping[str, int], nameless_up_to: int = 0) -> None:
        """Takes what is named, and how.

        Args:
            kind: "community", "rule" or "infraction rule"
            numbers: the number of each name
            nameless_up_to: numbers to there may exist without a name
        """
        self._kind = kind
        self._nameless_up_to = nameless_up_to
        self._names = {number: name for name, number in numbers.items()}
        self._numbers = {_folded(name): number for name, number in numbers.items()}

    @property
    def numbers(self) -> tuple[int, ...]:
        """All numbers, in the order given."""
        return tuple(self._names)

    def name(self, number: int) -> str:
        """Return the name of a number, or the number itself when it has none."""
        return self._names.get(number, str(number))

    def number(self, text: str) -> int:
        """Return the number of a name, or the number itself written in digits.

        Raises `UnknownNameError` naming what comes close.
        """
        wanted = _folded(text)
        if wanted in self._numbers:
            return self._numbers[wanted]
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() else 0
        if number in self._names or 0 < number <= self._nameless_up_to:
            return number
        close = difflib.get_close_matches(wanted, self._numbers, n=1)
        known = [self._names[self._numbers[name]] for name in close] or list(self._names.values())
        hint = f"did you mean {known[0]!r}?" if close else f"it has {_some(known)}"
        raise UnknownNameError(f"the charter has no {self._kind} {text!r}: {hint}")


@dataclass(frozen=True, slots=True)
class Directory:
    """What input files may refer to by name in one deployment.

    Attributes:
        jurisdiction: the charter's name for it; part of every identity hash
        communities: names of all communities
        rules: names of all rules
        infractions: names of all infraction rules, which have numbers of their own
        lowest: numbers of the communities without any below them
    """

    jurisdiction: str
    communities: Names
    rules: Names
    infractions: Names
    lowest: tuple[int, ...]


def directory_of(charter: Charter) -> Directory:
    """Return what input files may refer to in a deployment of a charter."""
    parents = {community.parent for community in charter.communities}
    return Directory(
        charter.jurisdiction,
        Names("community", charter.ids),
        # Rules published after genesis have no name in the charter.
        Names("rule", {rule.name: rule.id for rule in charter.rules}, MOST_RULE_NUMBER),
        Names(
            "infraction rule",
            {rule.name: rule.id for rule in charter.infractions},
            MOST_RULE_NUMBER,
        ),
        tuple(number for name, number in charter.ids.items() if name not in parents),
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _some(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
