"""Who has how much quality, counted by class, from one moment to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from isonomia.reporting.equality import gini
from isonomia.reporting.spans import Moment
from isonomia.spec import views
from isonomia.spec.calendar import day_of
from isonomia.spec.overlays import balance_quality
from isonomia.spec.quality import CEILING, HIGHEST_TIER, POINTS_PER_TIER
from isonomia.spec.state import Person, State

#: Each tier has two classes of the same width; the first class of all is quality 0.
CLASS_WIDTH = POINTS_PER_TIER // 2
CLASSES_PER_TIER = POINTS_PER_TIER // CLASS_WIDTH
CLASSES = 1 + CEILING // CLASS_WIDTH
#: First quality 0, then the tiers from Essential on: the classes of each.
BANDS = (range(1), *(range(1 + 2 * tier, 3 + 2 * tier) for tier in range(HIGHEST_TIER + 1)))
#: Stands for the class of those who are not, or no longer, counted.
NOWHERE = -1


def class_of(quality: int) -> int:
    """Return the class of 0 to 1,000 points: 0 for none, then one for each hundred begun."""
    return 1 + min(quality // CLASS_WIDTH, CLASSES - 2) if quality else 0


@dataclass(frozen=True, slots=True)
class Look:
    """Everybody at one moment: how many, how many have any points, and Gini in thousandths."""

    time: int
    people: int
    with_points: int
    gini: int | None


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """Quality from the first to the last look; people whose account is open.

    Attributes:
        began: people by class at the first look
        ended: people by class at the last
        moves: (class at the first look, class at the last) -> people; `NOWHERE` for those who were
            not enrolled or whose account was closed
        looks: in order
        accrued: class at the last look -> millicredits that its people accrued since the first
        rates: annual rate in millicredits at the first and at the last look
    """

    began: tuple[int, ...]
    ended: tuple[int, ...]
    moves: Mapping[tuple[int, int], int]
    looks: tuple[Look, ...]
    accrued: tuple[int, ...]
    rates: tuple[int, int]

    @property
    def people(self) -> int:
        """How many people's accounts are open at the last look."""
        return sum(self.ended)


@dataclass(slots=True)
class QualityCount:
    """Counts at each moment that it is told."""

    _looks: list[Look] = field(default_factory=list)
    _classes: dict[bytes, int] = field(default_factory=dict)
    _figures: QualityFigures | None = None

    def at(self, moment: Moment, state: State, *, last: bool) -> None:
        """Look at everybody."""
        qualities = Counter[int]()
        classes: dict[bytes, int] = {}
        keep = last or not self._looks
        for identity, person in state.people.items():
            if person.closed:
                continue
            quality = _quality(state, identity, person, moment.time)
            qualities[quality] += 1
            if keep:
                classes[identity] = class_of(quality)
        people = qualities.total()
        self._looks.append(Look(moment.time, people, people - qualities[0], gini(qualities)))
        if last:
            self._figures = self._ended(state, classes, moment.time)
        elif keep:
            self._classes = classes

    def figures(self) -> QualityFigures:
        """Return the figures; the last look must have been told."""
        assert self._figures is not None
        return self._figures

    def _ended(self, state: State, classes: dict[bytes, int], time: int) -> QualityFigures:
        since, former = self._looks[0].time, self._classes
        everybody = former.keys() | classes.keys()
        moves = Counter((former.get(one, NOWHERE), classes.get(one, NOWHERE)) for one in everybody)
        return QualityFigures(
            began=_by_class(former),
            ended=_by_class(classes),
            moves=moves,
            looks=tuple(self._looks),
            accrued=_accrued(state, classes, since, time),
            rates=(views.rate_at(state, since), views.rate_at(state, time)),
        )


def _quality(state: State, identity: bytes, person: Person, time: int) -> int:
    return balance_quality(person, state.overlays.get(identity, ()), day_of(time))


def _by_class(classes: Mapping[bytes, int]) -> tuple[int, ...]:
    people = Counter(classes.values())
    return tuple(people[one] for one in range(CLASSES))


def _accrued(state: State, classes: Mapping[bytes, int], since: int, time: int) -> tuple[int, ...]:
    """Sum up what people received between two seconds, by class; each person rounded down."""
    born = Counter((classes[one], state.people[one].birth_month) for one in classes)
    received = {
        month: views.entitlement(state, month, time) - views.entitlement(state, month, since)
        for month in {month for _, month in born}
    }
    totals = [0] * CLASSES
    for (where, month), people in born.items():
        totals[where] += people * received[month]
    return tuple(totals)
