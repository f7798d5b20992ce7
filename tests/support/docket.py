"""Cases, panels, terms and amendments of the small jurisdiction, acted on as one should."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eth_account.signers.local import LocalAccount

from isonomia.keys import SeatKey
from isonomia.signing import contract_of, signed_calldata, signed_person_calldata
from isonomia.signing_cases import anybodys_calldata, signed_audit_calldata, signed_verdict_calldata
from isonomia.spec.actions import (
    Appeal,
    CarryOut,
    CaseKey,
    FileInfractions,
    GiveVerdict,
    RecordAudit,
    SeatPanel,
)
from tests.support.calls import Handle, Receipt
from tests.support.roles import (
    CITIZEN,
    CITIZEN_KEY,
    DAY,
    EVIDENCE_HASH,
    FIRST_TWO_SEATS,
    NATION,
    SABOTAGE,
    SEATS,
    TOWN,
    VILLAGE,
    seat_identity,
    seat_key,
)
from tests.support.world import World

INFRACTION = 1
REASONS_HASH = EVIDENCE_HASH
#: Keys of everybody who can be drawn as a juror.
JUROR_KEYS = {
    seat_identity(community, seat): seat_key(community, seat)
    for community in (NATION, TOWN, VILLAGE)
    for seat in range(SEATS)
}


def address(key: LocalAccount) -> bytes:
    """Return the 20 bytes of a key's address."""
    return bytes.fromhex(key.address[2:])


@dataclass
class Docket:
    """Acts on a world's cases.

    `lists` holds each panel's list, with its jurors once seated; `latest` is the latest receipt.
    """

    world: World
    lists: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    latest: Receipt = field(init=False)

    # ---- acts, whoever decides them --------------------------------------------------------------

    def by_council(
        self,
        community: int,
        make: Callable[..., Any],
        seats: Sequence[int] = FIRST_TWO_SEATS,
        new_key: LocalAccount | None = None,
    ) -> Receipt:
        """Carry out an act; `make` gets community, nonce, deadline and approvals."""
        nonce = self.world.council(community).nonce()
        approvals = tuple((seat, address(seat_key(community, seat))) for seat in seats)
        action = make(community, nonce, self.world.now + DAY, approvals)
        keys = {
            seat: SeatKey(seat_identity(community, seat), seat_key(community, seat))
            for seat in seats
        }
        called = self.called(action)
        data = signed_calldata(called.contract, self.world.domain, action, keys, new_key)
        return self._sent(called, data)

    def by_person(self, identity: bytes, key: LocalAccount, make: Callable[..., Any]) -> Receipt:
        """Carry out an act; `make` gets nonce, deadline and signer."""
        nonce = self.world.person(identity, key).nonce()
        action = make(nonce, self.world.now + DAY, address(key))
        called = self.called(action)
        data = signed_person_calldata(called.contract, self.world.domain, action, key)
        return self._sent(called, data)

    def by_anybody(self, action: Any) -> Receipt:
        """Carry out an act that nobody signs."""
        called = self.called(action)
        return self._sent(called, anybodys_calldata(called.contract, action))

    def _sent(self, called: Handle, data: bytes) -> Receipt:
        self.latest = called.send_data(data)
        return self.latest

    def called(self, action: Any) -> Handle:
        """Return the contract that carries an act out."""
        return contract_of(self.world, action)  # type: ignore[arg-type, return-value]

    # ---- panels ----------------------------------------------------------------------------------

    def convened(self, receipt: Receipt, barred: Sequence[bytes]) -> int:
        """Note the panel that a transaction convened, and return its number."""
        [panel] = [values["panel"] for name, values in receipt.events if name == "PanelConvened"]
        self.lists[panel] = tuple(barred)
        return int(panel)

    def seat(self, panel: int) -> tuple[bytes, ...]:
        """Publish the randomness that a panel waits for, draw it, and return its jurors."""
        self.world.verify_round(self.world.panels.call("panelOf", panel).beaconRound)
        receipt = self.by_anybody(SeatPanel(panel, self.lists[panel]))
        [jurors] = [values["jurors"] for name, values in receipt.events if name == "PanelSeated"]
        self.lists[panel] += tuple(jurors)
        return tuple(jurors)

    def verdict(self, key: CaseKey, panel: int, outcome: int, jurors: Sequence[int]) -> Receipt:
        """Give a verdict signed by these of a panel's jurors."""
        action = GiveVerdict(
            *(key.kind, key.identity, key.matter, outcome, REASONS_HASH),
            self.lists[panel],
            self._votes(panel, jurors),
        )
        keys = self._juror_keys(panel, jurors)
        called = self.world.cases
        return self._sent(
            called, signed_verdict_calldata(called.contract, self.world.domain, action, panel, keys)
        )

    def record_audit(
        self, community: int, share_index: int, audit: tuple[int, int], jurors: Sequence[int]
    ) -> Receipt:
        """Record an audit, given its year and panel, signed by these of its auditors."""
        panel = audit[1]
        action = RecordAudit(
            *(community, share_index, REASONS_HASH, self.lists[panel]), self._votes(panel, jurors)
        )
        keys = self._juror_keys(panel, jurors)
        called = self.world.assembly
        return self._sent(
            called, signed_audit_calldata(called.contract, self.world.domain, action, audit, keys)
        )

    def _juror_keys(self, panel: int, jurors: Sequence[int]) -> dict[int, LocalAccount]:
        size = self.world.panels.call("panelOf", panel).seated
        seated = self.lists[panel][len(self.lists[panel]) - size :]
        return {juror: JUROR_KEYS[seated[juror]] for juror in jurors}

    def _votes(self, panel: int, jurors: Sequence[int]) -> tuple[tuple[int, bytes], ...]:
        keys = self._juror_keys(panel, jurors)
        return tuple((juror, address(keys[juror])) for juror in jurors)

    # ---- infractions -----------------------------------------------------------------------------

    def accuse(self, identity: bytes = CITIZEN, rule: int = SABOTAGE) -> CaseKey:
        """File an infraction of today about somebody of the town."""
        day = self.world.today
        self.by_council(
            TOWN,
            lambda *head: FileInfractions(*head, rule, 1, EVIDENCE_HASH, (identity,), (day,)),
        )
        return CaseKey(INFRACTION, identity, rule << 24 | day)

    def appeal(
        self,
        key: CaseKey,
        former_panel: Sequence[bytes] = (),
        signer: LocalAccount = CITIZEN_KEY,
        ground: int = 1,
    ) -> int:
        """Appeal, and return the panel's number."""
        action = Appeal(
            *(key.kind, key.identity, key.matter, ground, tuple(former_panel)),
            nonce=0,
            deadline=0,
            signer=None,
        )
        receipt = self.by_person(
            key.identity,
            signer,
            lambda nonce, deadline, by: replace(action, nonce=nonce, deadline=deadline, signer=by),
        )
        return self.convened(receipt, former_panel or [key.identity])

    def carry_out(self, *keys: CaseKey) -> Receipt:
        """Carry out ripe cases."""
        return self.by_anybody(CarryOut(keys))

    def state(self, key: CaseKey) -> int:
        """Return a case's state now."""
        found: int = self.world.cases.call("stateOf", (key.kind, key.identity, key.matter))
        return found

    def pass_days(self, days: int) -> None:
        """Let time pass."""
        self.world.set_time(self.world.now + days * DAY)
