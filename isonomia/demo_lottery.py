"""The demonstration's lottery: gifts, a round of nominations, a round of second chances.

Everything is done by the functions behind `isonomia pool` and `isonomia round`; nominations are a
file for `isonomia allocate`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eth_account.signers.local import LocalAccount

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.keys import SeatKeys
from isonomia.lottery import acts, transcript
from isonomia.lottery.acts import Desk, Terms
from isonomia.lottery.audit import audit
from isonomia.lottery.drawing import Drawn, Draws, settle
from isonomia.manifest import Manifest
from isonomia.spec.calendar import DAY
from isonomia.spec.state import NOMINATED, SECOND_CHANCE

ENTRY_DAYS = 7
#: Kind, prizes, points, millicredits and days of each round, in the order of their numbers.
ROUNDS = ((NOMINATED, 2, 200, 250_000, 365), (SECOND_CHANCE, 2, 50, 100_000, 180))

#: Called with a sentence when a step is done.
Say = Callable[[str], None]
Person = tuple[bytes, LocalAccount]


@dataclass(frozen=True)
class Lottery:
    """One lottery of a demonstration.

    Attributes:
        desk: who sends
        manifest: of the deployment
        seats: keys of the councils
        folder: where transcripts are written
        say: told what happened
    """

    desk: Desk
    manifest: Manifest
    seats: SeatKeys
    folder: Path
    say: Say

    def give(self, donors: Sequence[Person]) -> None:
        """Have everybody give as much as they can."""
        for identity, key in donors:
            acts.give(self.desk, identity, acts.standing(self.desk.deployment, identity).left, key)
        given, *_ = self.desk.deployment.call(self.desk.deployment.pool, "account")
        people = words.count(len(donors), "person gave", "people gave")
        self.say(f"{people} {given} points of quality to everybody")

    def open(self) -> list[int]:
        """Open the rounds and return their numbers."""
        until = self.desk.deployment.chain.now() + ENTRY_DAYS * DAY
        numbers = [acts.open_round(self.desk, self.seats, Terms(*one, until)) for one in ROUNDS]
        self.say(f"The root council opened {words.count(len(numbers), 'round')} of the lottery")
        return numbers

    def enter(self, number: int, people: Sequence[Person]) -> None:
        """Have people ask for a second chance."""
        for identity, key in people:
            acts.enter(self.desk, identity, number, key)
        self.say(f"{words.count(len(people), 'citizen')} asked for a second chance")

    def hold(self, numbers: Sequence[int]) -> list[Path]:
        """Freeze, draw and settle rounds, and audit what was written; return the transcripts."""
        chain = self.desk.deployment.chain
        chain.set_time(chain.now() + ENTRY_DAYS * DAY)
        for number in numbers:
            self.desk.send("freeze", number)
        return [self._hold(number) for number in numbers]

    def _hold(self, number: int) -> Path:
        draws = Draws(self.desk, self.manifest)
        drawn = draws.draw(number)
        settled = sum(len(lots) for lots in settle(self.desk, drawn))
        self.desk.send("close", number)
        path = self._write(draws.read(number))
        self.say(
            f"Round {number}: drew among {words.count(len(drawn.story.entered), 'entrant')}, "
            f"settled {words.count(settled, 'lot')}, and confirmed the transcript"
        )
        return path

    def _write(self, drawn: Drawn) -> Path:
        path, _ = transcript.write(self.folder, drawn.transcript)
        found = audit(self.desk.deployment, self.manifest, path, transcript.load(path))
        if found.fault is not None:
            raise IsonomiaError(f"The audit does not confirm {path}: {found.fault.sentence()}")
        return path


def write_nominations(path: Path, number: int, identifiers: Sequence[str]) -> None:
    """Write a file of nominations for `isonomia allocate`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("identifier", "round"))
        writer.writerows((identifier, number) for identifier in identifiers)


def one_of_each_community(enrolments: Path, preferred: Mapping[str, int]) -> list[str]:
    """Return for each community the identifier that is preferred most."""
    best: dict[str, str] = {}
    with enrolments.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            who, community = row["identifier"], row["community"]
            if preferred.get(who, 0) > preferred.get(best.get(community, ""), 0):
                best[community] = who
    return list(best.values())
