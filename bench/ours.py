"""Gas of our own acts, on a deployment of the pilot charter with its councils of two in three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eth_account.messages import SignableMessage

from bench.figures import OURS, Item, Row
from bench.lab import BATCHES, Lab, word
from isonomia import typed_data
from isonomia.contracts import Deployment
from isonomia.deploy import deploy
from isonomia.pilot import Pilot, pilot_charter
from isonomia.signing import signed_calldata
from isonomia.spec.actions import BindControllers, Enrol, FileAwards
from isonomia.spec.calendar import DAY

#: A council of the pilot charter, and how long after deployment it acts.
COMMUNITY, DAYS_SINCE_DEPLOYMENT = 5, 60
#: Rules of the pilot catalogue: one without a yearly limit, and one with.
UNLIMITED_RULE, LIMITED_RULE = 401, 302
MANIFEST = "manifest.json"
WIDE_BUDGET = 1_000
#: Years of birth from 1930 on of people of all ages, and of adults alone.
ALL_AGES, ADULTS = 90, 70

TIME_TO_SIGN = 7 * DAY
#: Seats that sign, of every council.
SIGNERS = (0, 1)


@dataclass
class Jurisdiction:
    """The pilot charter deployed on a chain, and one council acting in it."""

    lab: Lab
    pilot: Pilot
    deployment: Deployment
    nonce: int = 0
    people: dict[int, list[bytes]] = field(default_factory=dict)

    def signed_enrolment(self, identities: Sequence[bytes], years: int = ALL_AGES) -> bytes:
        """Return the calldata of the council's next act: enrolling people of so many ages."""
        months = [(1930 + i % years) * 12 + i % 12 for i in range(len(identities))]
        return self._signed(Enrol(*self._head(), tuple(identities), tuple(months)))

    def enrol(self, identities: Sequence[bytes], years: int = ALL_AGES) -> int:
        """Enrol people of so many ages, the oldest first; return the gas of the transaction."""
        return self._send(self.signed_enrolment(identities, years))

    def bind(self, identities: Sequence[bytes], controllers: Sequence[str]) -> int:
        """Bind keys to people; return the gas of the transaction."""
        keys = tuple(bytes.fromhex(controller[2:]) for controller in controllers)
        return self._send(self._signed(BindControllers(*self._head(), tuple(identities), keys)))

    def award(self, identities: Sequence[bytes], rule: int) -> int:
        """Award acts of the last month; return the gas of the transaction."""
        today = self.lab.chain.now() // DAY
        days = tuple(today - i % 30 for i in range(len(identities)))
        evidence = word("evidence", self.nonce)
        action = FileAwards(*self._head(), rule, 1, evidence, tuple(identities), days)
        return self._send(self._signed(action))

    def award_by_seat(self, identities: Sequence[bytes], rule: int) -> int:
        """Award likewise, in a transaction that one of the two seats sends instead of signing."""
        today = self.lab.chain.now() // DAY
        days = [today - i % 30 for i in range(len(identities))]
        batch = (rule, 1, word("evidence", self.nonce), list(identities), days)
        head = community, nonce, deadline = self.head()
        message = typed_data.awards(self.deployment.domain, community, nonce, deadline, *batch)
        sender, signer = (self.pilot.seats[COMMUNITY][seat].account for seat in SIGNERS)
        signatures = (typed_data.SENT_BY_SEAT, typed_data.sign(message, signer))
        approval = typed_data.combine(dict(zip(SIGNERS, signatures, strict=True)))
        communities = self.deployment.communities
        calldata = communities.encode("fileAwards", head, batch, approval)
        self.lab.fund(sender.address)
        return self.lab.gas_of(communities, calldata, sender)

    def credits(self, identities: Sequence[bytes]) -> list[int]:
        """Return the millicredits of people, now."""
        ledger = self.deployment.ledger
        people = self.deployment.call(ledger, "look", list(identities))
        return [person.credits for person in people]

    def head(self) -> tuple[int, int, int]:
        """Return what the council's next act begins with, and count it."""
        community, nonce, deadline, _ = self._head()
        self.nonce += 1
        return community, nonce, deadline

    def act_head(self) -> tuple[int, int, int, tuple[tuple[int, bytes | None], ...]]:
        """Return what the council's next act begins with, approvals included, and count it."""
        head = self._head()
        self.nonce += 1
        return head

    def approval(self, message: SignableMessage, community: int) -> tuple[int, bytes]:
        """Return the signatures of two of a council's seats."""
        seats = self.pilot.seats[community]
        return typed_data.combine(
            {seat: typed_data.sign(message, seats[seat].account) for seat in SIGNERS}
        )

    def _head(self) -> tuple[int, int, int, tuple[tuple[int, bytes | None], ...]]:
        approvals = tuple((seat, None) for seat in SIGNERS)
        return COMMUNITY, self.nonce, self.lab.chain.now() + TIME_TO_SIGN, approvals

    def _signed(self, action: BindControllers | Enrol | FileAwards) -> bytes:
        self.nonce += 1
        seats = self.pilot.seats[COMMUNITY]
        return signed_calldata(self.deployment.communities, self.deployment.domain, action, seats)

    def _send(self, calldata: bytes) -> int:
        return self.lab.gas_of(self.deployment.communities, calldata)


def found(lab: Lab, folder: Path, **parameters: int) -> Jurisdiction:
    """Deploy the pilot charter and let some weeks pass, so that acts of a month can be filed.

    Its budget is wider than the pilot's, because a few people are awarded far more than usual.

    Args:
        lab: chain to deploy on
        folder: where the charter and the manifest are kept
        parameters: what differs from the pilot charter
    """
    wide = {"budget_per_member": WIDE_BUDGET}
    pilot = pilot_charter("bench", parameters=wide | parameters)
    charter = folder / "charter.json"
    charter.write_bytes(pilot.content)
    manifest = deploy(lab.chain, charter, lab.payer, folder / MANIFEST, live=False)
    lab.node.set_time(lab.chain.now() + DAYS_SINCE_DEPLOYMENT * DAY)
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
    by_seat = {batch: world.award_by_seat(world.people[batch], UNLIMITED_RULE) for batch in BATCHES}
    new_limit, old_limit = awards(LIMITED_RULE), awards(LIMITED_RULE)
    limited = "contribution, rule with a yearly limit"
    return [
        _row("enrolment", "person", "enrolment by a council", enrolments),
        _row("contribution", "contribution", "contribution, a person's first", first),
        _row("contribution-later", "contribution", "contribution, a later one", later),
        _row("by-seat", "contribution", "contribution, a later one, sent by a seat", by_seat),
        _row("limited-first", "contribution", f"{limited}, first ever", new_limit),
        _row("limited-later", "contribution", f"{limited}, a later one", old_limit),
    ]


def _row(key: str, item: Item, act: str, totals: dict[int, int]) -> Row:
    return Row(key, item, OURS, act, totals)
