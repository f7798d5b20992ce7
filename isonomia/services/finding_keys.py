"""Findings by their three parts: organisation, standard and day."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia import words
from isonomia.spec import finding_state
from isonomia.spec.views import finding_id
from isonomia.words import hexed


@dataclass(frozen=True, slots=True)
class FindingKey(finding_state.FindingKey):
    """The three parts of a finding's number."""

    @property
    def number(self) -> bytes:
        """The 32 bytes that name the finding."""
        return finding_id(self)

    @property
    def values(self) -> tuple[int, int, int]:
        """What the contracts take."""
        return self.organisation, self.standard, self.day

    def told(self) -> str:
        """Say what the finding is about."""
        return (
            f"organisation {self.organisation}, standard {self.standard} on {words.day(self.day)}"
        )

    def told_whole(self) -> str:
        """Say which finding it is, with its number."""
        return f"finding {hexed(self.number)} about {self.told()}"
