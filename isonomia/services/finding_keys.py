"""Findings by their three parts: organisation, standard and day."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia import words
from isonomia.due_process.case_keys import ground_number, told_ground
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


#: Grounds that are called otherwise than in cases about people.
_GROUNDS = {2: "the standard was not in force", 4: "it is about the wrong organisation"}
_GROUND_NAMES = {"standard-not-in-force": 2, "wrong-organisation": 4}


def finding_ground(text: str) -> int:
    """Return a ground of an appeal or a review by its name or number. Raises `CaseError`."""
    return _GROUND_NAMES.get(text.strip().lower()) or ground_number(text)


def told_finding_ground(number: int) -> str:
    """Say what a ground is."""
    return _GROUNDS.get(number) or told_ground(number)
