"""Gas of our own acts, on a deployment of the pilot charter with its councils of two in three."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Row
from bench.lab import BATCHES, Lab, word
from isonomia.contracts import Deployment
from isonomia.deploy import deploy
from isonomia.pilot import Pilot, pilot_charter
from isonomia.signing import signed_calldata
from isonomia.spec.actions import Enrol, FileAwards
from isonomia.typed_data import Domain

DAY = 86_400
#: Rules of the pilot catalogue: one without a yearly limit, and one with.
UNLIMITED_RULE, LIMITED_RULE = 401, 302

_COMMUNITY = 5
_DAYS_SINCE_DEPLOYMENT = 60
_TIME_TO_SIGN = 7 * DAY
_SIGNERS = (0, 1)


@dataclass
class Jurisdiction:
    """The pilot charter deployed on a chain, and one council acting in it."""

    lab: Lab
    pilot: Pilot
    deployment: Deployment
    nonce: int = 0
    people: dict[int, list[bytes]] = field(default_factory=dict)

    def enrol(self, identities: Sequence[bytes]) -> int:
        """Enrol people of all ages; return the gas of the transaction."""
        months = [(1930 + i % 90) * 12 + i % 12 for i in range(len(identities))]
        return self._carry_out(Enrol(*self._head(), tuple(identities), tuple(months)))

    def award(self, identities: Sequence[bytes], rule: int) -> int:
        """Award acts of the last month; return the gas of the transaction."""
        today = self.lab.chain.now() // DAY
        days = tuple(today - i % 30 for i in range(len(identities)))
        evidence = word("evidence", self.nonce)
        return self._carry_out(
            FileAwards(*self._head(), rule, 1, evidence, tuple(identities), days)
        )

    def credits(self, identities: Sequence[bytes]) -> list[int]:
        """Return the millicredits of people, now."""
        ledger = self.deployment.ledger
        people = self.deployment.call(ledger, "look", list(identities))
        return [person.credits for person in people]

    def _head(self) -> tuple[int, int, int, tuple[tuple[int, bytes | None], ...]]:
        approvals = tuple((seat, None) for seat in _SIGNERS)
        return _COMMUNITY, self.nonce, self.lab.chain.now() + _TIME_TO_SIGN, approvals

    def _carry_out(self, action: Enrol | FileAwards) -> int:
        communities = self.deployment.communities
        domain = Domain(self.lab.chain.chain_id, communities.address)
        seats = self.pilot.seats[_COMMUNITY]
        gas = self.lab.gas_of(communities, signed_calldata(communities, domain, action, seats))
        self.nonce += 1
        return gas


def found(lab: Lab) -> Jurisdiction:
    """Deploy the pilot charter and let some weeks pass, so that acts of a month can be filed."""
    pilot = pilot_charter("bench")
    with tempfile.TemporaryDirectory() as folder:
        charter = Path(folder) / "charter.json"
        charter.write_bytes(pilot.content)
        manifest = deploy(lab.chain, charter, lab.payer, Path(folder) / "manifest.json", live=False)
    lab.node.set_time(lab.chain.now() + _DAYS_SINCE_DEPLOYMENT * DAY)
    return Jurisdiction(lab, pilot, Deployment(lab.chain, manifest))


def measure(world: Jurisdiction) -> list[Row]:
    """Measure enrolments, then contributions of the people enrolled."""
    enrolments = {}
    for batch in BATCHES:
        world.people[batch] = [word("person", batch, i) for i in range(batch)]
        enrolments[batch] = world.enrol(world.people[batch])

    def awards(rule: int) -> dict[int, int]:
        return {batch: world.award(world.people[batch], rule) for batch in BATCHES}

    first, later = awards(UNLIMITED_RULE), awards(UNLIMITED_RULE)
    new_limit, old_limit = awards(LIMITED_RULE), awards(LIMITED_RULE)
    limited = "contribution under a rule with a yearly limit"
    return [
        _row("enrolment", "person", "enrolment by a council", enrolments),
        _row("contribution", "contribution", "contribution, a person's first", first),
        _row("contribution-later", "contribution", "contribution, a later one", later),
        _row("limited-first", "contribution", f"{limited}, first ever", new_limit),
        _row("limited-later", "contribution", f"{limited}, a later one", old_limit),
    ]


def _row(key: str, kind: str, act: str, totals: dict[int, int]) -> Row:
    return Row(key, kind, "Isonomia", act, totals)
