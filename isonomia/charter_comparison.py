"""The charter and its amendments, and how the contracts are wired, beside their answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from isonomia.build import Artifact
from isonomia.compared import Compared
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Contract
from isonomia.differences import fields_of, plain, slot_of
from isonomia.divergence import Divergence, Finding
from isonomia.packed_words import pack_pending_charter
from isonomia.replay import Traces
from isonomia.spec import views
from isonomia.spec.charters import OF_TARGET
from isonomia.spec.state import Charter, State, Target
from isonomia.storage_layout import struct_of

_TARGETS = ("ledger", "pool", "cases", "assembly", "services")
#: Contracts that other contracts may name.
_NAMED = (*_TARGETS, "communities", "panels", "beacon", "findings")


class CharterComparison(Compared):
    """The charter by the specification and by the contracts."""

    def __init__(
        self,
        state: State,
        answers: ContractViews,
        time: int,
        traces: Traces,
        artifacts: Mapping[str, Artifact],
    ) -> None:
        super().__init__(state, answers, time, traces)
        self._ledger_charters = struct_of(artifacts["Ledger"], "_charters")
        self._latest_slot = slot_of(artifacts["Ledger"], "_latest")
        self._packed_slots = {
            Target.POOL: slot_of(artifacts["Pool"], "_charter"),
            Target.CASES: slot_of(artifacts["Cases"], "_charter"),
            Target.ASSEMBLY: slot_of(artifacts["Assembly"], "_charter"),
            Target.SERVICES: slot_of(artifacts["Services"], "_charter"),
        }

    def divergences(self) -> Iterator[Divergence]:
        """Compare everything, always in the same order; hand out each difference."""
        yield from self._in_force()
        yield from self._wiring()
        yield from self._amendment_days()
        yield from self._ledger_slots()
        yield from self._packed()

    def _in_force(self) -> Iterator[Divergence]:
        answers = self.answers
        contracts = [getattr(answers, name) for name in _TARGETS]
        charters = answers.ask([Question(contract, "charter") for contract in contracts])
        charter_hash, genesis, *fixed = answers.ask(
            [
                Question(answers.ledger, "CHARTER_HASH"),
                Question(answers.ledger, "GENESIS"),
                Question(answers.communities, "MAJORITY_YEARS"),
                Question(answers.communities, "BUDGET_PER_MEMBER"),
                Question(answers.communities, "STANDING_LOSS"),
            ]
        )
        expected = dataclasses.asdict(views.charter_on(self.state, self.today)) | {
            "charter_hash": self.state.charter_hash,
            "genesis": self.state.genesis,
        }
        names = ("majority_years", "budget_per_member", "standing_loss")
        found: dict[str, Any] = dict(zip(names, fixed, strict=True))
        found |= {"charter_hash": charter_hash, "genesis": genesis}
        for charter in charters:
            found |= fields_of(charter)
        yield from self.of(Finding.CHARTER_DIFFERS, "charter", expected, found)

    def _wiring(self) -> Iterator[Divergence]:
        for name, views_of_it in self._wired().items():
            expected = plain(getattr(self.answers, name).address)
            for found in self.answers.ask([Question(*view) for view in views_of_it]):
                yield from self.of(
                    Finding.CHARTER_DIFFERS, "wiring", {name: expected}, {name: plain(found)}
                )

    def _wired(self) -> dict[str, list[tuple[Contract, str]]]:
        """Return for each contract the views of others that must answer its address."""
        contracts = self.answers.deployment.all
        return {
            name: [(one, name.upper()) for one in contracts if name.upper() in one.functions]
            for name in _NAMED
        }

    def _amendment_days(self) -> Iterator[Divergence]:
        asked = self.each(_TARGETS, lambda name: (getattr(self.answers, name), "amendmentDay"))
        for target, (name, found) in zip(Target, asked, strict=True):
            waiting = self.state.waiting.get(target)
            is_waiting = waiting is not None and self.today < waiting.from_day
            expected = waiting.from_day if waiting is not None and is_waiting else 0
            yield from self._of_amendment(
                f"amendment of the {name}", {"from_day": expected}, {"from_day": found}
            )

    def _ledger_slots(self) -> Iterator[Divergence]:
        """The charter of the ledger that passed last, which may still wait for its day."""
        ledger, struct = self.answers.ledger, self._ledger_charters
        (word,) = self.answers.storage(ledger, [self._latest_slot])
        latest = self.state.waiting.get(Target.LEDGER)
        half = 128
        expected = {"from_day": latest.from_day if latest else 0}
        yield from self._of_amendment(
            "amendment of the ledger", expected, {"from_day": word >> half}
        )
        number = word & (1 << half) - 1
        for _, found in self.structs([number], ledger, struct):
            names = [item.name for item in dataclasses.fields(Charter)][OF_TARGET[Target.LEDGER]]
            values = dict(zip(names, self._latest_values(Target.LEDGER), strict=True))
            yield from self._of_amendment(f"charter {number} of the ledger", values, found)

    def _packed(self) -> Iterator[Divergence]:
        """The others keep former and latest charter and the day between them in one slot."""
        for target, slot in self._packed_slots.items():
            name = target.name.lower()
            waiting = self.state.waiting.get(target)
            former = self._deployed_values(target) if waiting else ()
            day = waiting.from_day if waiting else 0
            expected = pack_pending_charter(former, self._latest_values(target), day)
            (found,) = self.answers.storage(getattr(self.answers, name), [slot])
            yield from self._of_amendment(
                f"charter of the {name}", {"slot": hex(expected)}, {"slot": hex(found)}
            )

    def _latest_values(self, target: Target) -> tuple[int, ...]:
        amendment = self.state.waiting.get(target)
        return amendment.values if amendment else self._deployed_values(target)

    def _deployed_values(self, target: Target) -> tuple[int, ...]:
        return dataclasses.astuple(self.state.charter)[OF_TARGET[target]]

    def _of_amendment(
        self, subject: str, expected: Mapping[str, Any], found: Mapping[str, Any]
    ) -> Iterator[Divergence]:
        yield from self.of(Finding.AMENDMENT_DIFFERS, subject, expected, found)
