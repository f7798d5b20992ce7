"""What all comparisons of a state with the contracts have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Contract
from isonomia.differences import about_person, difference, entry_slot
from isonomia.divergence import Divergence, Finding
from isonomia.event_logs import Place
from isonomia.replay import Traces
from isonomia.spec.calendar import day_of
from isonomia.spec.state import State
from isonomia.storage_layout import Struct

K = TypeVar("K", bound=Any)


class Compared:
    """A part of a state beside the contracts' answers.

    Attributes:
        state: as rebuilt from the logs
        answers: the contracts' views at the pinned block
        time: second of the pinned block
        traces: where the last log about each thing stands
    """

    def __init__(self, state: State, answers: ContractViews, time: int, traces: Traces) -> None:
        self.state = state
        self.answers = answers
        self.time = time
        self.today = day_of(time)
        self.traces = traces

    def each(
        self, keys: Iterable[K], question: Callable[[K], tuple[Any, ...]]
    ) -> Iterator[tuple[K, Any]]:
        """Ask one question about each key, in as few requests as possible."""
        asked = list(keys)
        answers = self.answers.ask([Question(*question(key)) for key in asked])
        return zip(asked, answers, strict=True)

    def stored(
        self, keys: Iterable[K], contract: Contract, slot: Callable[[K], int]
    ) -> Iterator[tuple[K, int]]:
        """Read one storage slot for each key: that costs a node much less than a view."""
        asked = list(keys)
        return zip(asked, self.answers.storage(contract, map(slot, asked)), strict=True)

    def structs(
        self, keys: Iterable[K], contract: Contract, struct: Struct
    ) -> Iterator[tuple[K, dict[str, Any]]]:
        """Read one struct for each key of the mapping that holds it, member by member.

        Of a mapping in a mapping, a key is the pair of both.
        """
        asked = list(keys)
        slots = [
            entry_slot(struct.slot, *(one if isinstance(one, tuple) else (one,))) + word
            for one in asked
            for word in range(struct.words)
        ]
        read = self.answers.storage(contract, slots)
        for at, key in enumerate(asked):
            yield key, struct.fields(read[at * struct.words : (at + 1) * struct.words])

    def about(
        self,
        finding: Finding,
        identity: bytes,
        expected: Mapping[str, Any],
        found: Mapping[str, Any],
        subject: str = "",
    ) -> Iterator[Divergence]:
        """Hand out the first field of a person that differs."""
        return about_person(self.traces, finding, identity, expected, found, subject)

    def of(
        self,
        finding: Finding,
        subject: str,
        expected: Mapping[str, Any],
        found: Mapping[str, Any],
        place: Place | None = None,
    ) -> Iterator[Divergence]:
        """Hand out the first field of anything else that differs."""
        return difference(finding, subject, expected, found, place)
