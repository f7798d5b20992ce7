"""A jurisdiction where organisations serve citizens, and what has been done there so far."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseState
from isonomia.spec.courses import ripe_from
from isonomia.spec.events_services import Redeemed, Refunded
from isonomia.spec.finding_state import Finding
from isonomia.spec.state import UPLIFT, Overlay
from tests.differential.agora import ADVANCED, Agora
from tests.differential.batches import Batches
from tests.differential.court import HAMLETS
from tests.differential.founding import month_of
from tests.differential.intent import Scene
from tests.differential.receipts import Receipts
from tests.differential.stage import ADULT_MONTH, TOWN, VILLAGE, identity_of
from tests.differential.timing import later
from tests.harness.keys import key_addresses, wallet_addresses

#: Home, age in months short of the eldest's, and quality of each citizen. The last but one was
#: born last month and has few credits; the last one has a wallet.
CITIZENS: tuple[tuple[int, int | None, int], ...] = (
    (VILLAGE, 0, 900),
    (VILLAGE, 7, 650),
    (TOWN, 14, 150),
    (HAMLETS[0], None, 0),
    (TOWN, 21, 450),
)
_WALLET_OWNER = 4
#: Uplifts that citizens 1 and 2 have: points, days they last and millicredits they cover.
PRIZE = (300, 200, 60_000)
PRIZE_CAUSE = 7
CHARTERS: dict[str, dict[str, int]] = {
    "pilot": {},
    "shortest": {
        "ripe_days": 7,
        "verdict_days": 14,
        "accusations_per_year": 2,
        "accreditation_days": 365,
        "refund_days": 14,
        "standing_loss": 300,
    },
    "longest": {
        "notice_days": 60,
        "ripe_days": 90,
        "verdict_days": 90,
        "accusations_per_year": 12,
        "accreditation_days": 3_652,
        "price_notice_days": 180,
        "refund_days": 90,
    },
}
_UNDER_WAY = (
    CaseState.NOTICE,
    CaseState.RIPE,
    CaseState.FIRST_PANEL,
    CaseState.UPHELD,
    CaseState.SECOND_PANEL,
    CaseState.CARRIED_OUT,
    CaseState.REVIEW,
    CaseState.RELEASED,
)


class ServiceTown(Agora):
    """The agora with citizens, an organisation that offers something, and the log."""

    def __init__(self, **charter: int) -> None:
        super().__init__(**charter)
        self.log: list[tuple[int, Any]] = []
        self.receipts = Receipts()
        self.former: dict[bytes, list[bytes]] = {}
        self.citizens: list[bytes] = []
        #: Millicredits that an uplift covered when it was won, by its holder and its cause.
        self.prizes: dict[tuple[bytes, int], int] = {}
        for number, (home, younger, quality) in enumerate(CITIZENS):
            self._settle(number, home, younger, quality)
        for number in (1, 2):
            self._award_prize(self.citizens[number])
        organisation = self.accredit()
        basis = self.open_offer(organisation)
        self.open_offer(organisation, ADVANCED, 5_000, basis)

    def must(self, action: Any) -> list[Any]:
        """Carry out an act that is accepted, note its events and return them."""
        announced = super().must(action)
        # Seats are filled and people enrolled before there is a log.
        if hasattr(self, "receipts"):
            self.note(announced)
        return announced

    def _settle(self, number: int, home: int, younger: int | None, quality: int) -> None:
        identity = identity_of(f"citizen {number}")
        month = month_of(self.now) - 1 if younger is None else ADULT_MONTH + younger
        act = self.by_council(home)
        self.must(actions.Enrol(**act, identities=(identity,), birth_months=(month,)))
        key = wallet_addresses()[0] if number == _WALLET_OWNER else self.unused_key()
        act = self.by_council(home)
        self.must(actions.BindControllers(**act, identities=(identity,), controllers=(key,)))
        if quality:
            self.put(identity, quality=quality)
        self.citizens.append(identity)

    def _award_prize(self, identity: bytes) -> None:
        points, days, amount = PRIZE
        today = day_of(self.now)
        uplift = Overlay(UPLIFT, points, today, today + days, amount, PRIZE_CAUSE)
        self.put_overlays(identity, uplift)
        self.prizes[identity, PRIZE_CAUSE] = amount

    def unused_key(self) -> bytes:
        """Return a key that signs for nobody."""
        used = {known.controller for known in self.state.signatories.values()}
        return next(key for key in key_addresses() if key not in used)

    # ------------------------------------------------------------------------------ acting

    def scene(self, rng: random.Random) -> Scene:
        """Return what random acts are made from."""
        return Scene(
            rng,
            self.state,
            self.now,
            self.citizens,
            self.former,
            Batches(),
            [],
            self.receipts,
        )

    def note(self, announced: Iterable[Any]) -> None:
        """Take note of what was announced at the town's time."""
        events = list(announced)
        self.log += [(self.now, event) for event in events]
        self.receipts.add(events, self.now)

    def redemptions(self) -> list[actions.Redemption]:
        """Return every redemption there was."""
        return self.receipts.lines()

    def turnover(self) -> list[tuple[int, Any]]:
        """Return every redemption and every refund, with its second."""
        return [(time, one) for time, one in self.log if isinstance(one, Redeemed | Refunded)]

    # ------------------------------------------------------------------------------ findings

    def findings_under_way(self) -> list[Finding]:
        """Return the findings in which something can still be done, the youngest first."""
        known = reversed(self.state.findings.values())
        return [one for one in known if self.state_of(one) in _UNDER_WAY]

    def state_of(self, finding: Finding) -> CaseState:
        """Return the state of a finding now."""
        return views.finding_state(self.state, finding.key, self.now)

    def seat_panel_of(self, number: int) -> None:
        """Bring the panel's beacon round on chain when it is due, and draw its jurors."""
        panel = self.state.panels[number]
        if panel.beacon_round not in self.state.randomness:
            self.verify(panel.beacon_round)
        if panel.seated is None:
            self.must(actions.SeatPanel(number, panel.list))

    def wait_for(self, finding: Finding) -> None:
        """Let time pass until a finding is ripe or its panel's time is over."""
        at_panel = self.state_of(finding) == CaseState.REVIEW
        until = finding.since + finding.verdict_days * DAY if at_panel else ripe_from(finding)
        self.now = max(self.now, until)

    # ------------------------------------------------------------------------------ time

    def some_time_later(self, rng: random.Random) -> int:
        """Return a second not before now: some days off, or around one of the next deadlines."""
        if rng.random() < 0.4:
            return self.now + rng.randint(1, 12 * DAY)
        # Not every draw moves time on.
        for _ in range(20):
            found = later(rng, self.state, self.now, in_court=True)
            if found > self.now:
                return found
        return self.now + DAY
