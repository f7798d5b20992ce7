"""A jurisdiction where cases are lived through: citizens, and twins of theirs whom nobody names."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, QUARTER, YEAR, day_of
from isonomia.spec.case_state import CaseKey, CaseState
from isonomia.spec.case_table import case_id
from isonomia.spec.chains import chain_with, link_of
from isonomia.spec.renewals import term_end
from isonomia.spec.state import NO_CHAIN, Case
from isonomia.spec.views import case_state
from tests.differential.court import HAMLETS, Court
from tests.differential.founding import month_of
from tests.differential.stage import ADULT_MONTH, TOWN, VILLAGE, identity_of
from tests.harness.keys import key_addresses

#: The last citizen comes of age so many months after genesis.
MINOR_FOR = 4
#: Home of each citizen and of their twin.
HOMES = (VILLAGE, VILLAGE, TOWN, HAMLETS[0], VILLAGE)
#: Deadlines at their shortest, as in the pilot, and at their longest.
CHARTERS: dict[str, dict[str, int]] = {
    "pilot": {},
    "shortest": {
        "ripe_days": 7,
        "verdict_days": 14,
        "challenge_days": 7,
        "accusations_per_year": 2,
        "challenges_per_year": 1,
        "standing_loss": 300,
        "term_days": 180,
        "volunteer_days": 7,
        "share_index_step": 200,
    },
    "longest": {
        "notice_days": 60,
        "ripe_days": 90,
        "verdict_days": 90,
        "challenge_days": 90,
        "accusations_per_year": 12,
        "challenges_per_year": 12,
        "standing_loss": 10,
        "term_days": 365,
        "volunteer_days": 60,
        "amendment_notice_days": 60,
    },
}


class CaseTown(Court):
    """The court with citizens, and what has been done there so far."""

    def __init__(self, **charter: int) -> None:
        super().__init__(**charter)
        self.citizens: list[bytes] = []
        self.twins: dict[bytes, bytes] = {}
        #: What proves each batch of awards, in the order of filing.
        self.batches: list[actions.AwardProof] = []
        #: The case that acts are about while it is being taken further.
        self.focus: CaseKey | None = None
        for number, home in enumerate(HOMES):
            self._settle(number, home)

    def _settle(self, number: int, home: int) -> None:
        is_minor = number == len(HOMES) - 1
        majority = month_of(self.now) - self.charter.majority_years * 12
        month = majority + MINOR_FOR if is_minor else ADULT_MONTH + 7 * number
        pair = identity_of(f"citizen {number}"), identity_of(f"twin {number}")
        act = self.by_council(home)
        self.must(actions.Enrol(**act, identities=pair, birth_months=(month, month)))
        act = self.by_council(home)
        keys = (self.unused_key(), self.unused_key())
        self.must(actions.BindControllers(**act, identities=pair, controllers=keys))
        for identity in pair:
            self.put(identity, quality=900, decay_from=day_of(self.now) + 60)
        self.citizens.append(pair[0])
        self.twins[pair[0]] = pair[1]

    def unused_key(self) -> bytes:
        """Return a key that signs for nobody."""
        used = {known.controller for known in self.state.signatories.values()}
        return next(key for key in key_addresses() if key not in used)

    # ------------------------------------------------------------------------------ choosing

    def somebody(self, rng: random.Random) -> bytes:
        """Return a citizen, or sometimes the holder of a seat."""
        if rng.random() < 0.85:
            return rng.choice(self.citizens)
        return rng.choice([seat.identity for seat in self.state.seats.values()])

    def signing_seats(self, community: int, subject: bytes) -> tuple[int, ...]:
        """Return two seats of a council that are not the subject's."""
        holders = [self.state.seats[community, index].identity for index in range(3)]
        return tuple(index for index in range(3) if holders[index] != subject)[:2]

    def open_cases(self) -> list[tuple[Case, CaseState]]:
        """Return every case there is with its state now, the youngest first."""
        cases = reversed(self.state.cases.values())
        return [(case, case_state(self.state, case.key, self.now)) for case in cases]

    def case_in(self, rng: random.Random, *states: CaseState, kinds: tuple[int, ...] = ()) -> Any:
        """Return the key of a case in one of some states, else of any, else of none at all.

        While there is a `focus`, it is the case.
        """
        if self.focus is not None:
            return self.focus
        known = self.open_cases()
        fitting = [
            case.key
            for case, state in known
            if state in states and (not kinds or case.kind in kinds)
        ]
        if fitting:
            return rng.choice(fitting[:3])
        if known:
            return rng.choice(known)[0].key
        return CaseKey(1, rng.choice(self.citizens), 1)

    def known(self, key: CaseKey) -> Case | None:
        """Return a case as it is kept, if there is one."""
        return self.state.cases.get(case_id(key))

    # ------------------------------------------------------------------------------ keeping

    def note(self, action: Any) -> None:
        """Take note of a batch of awards that was filed."""
        if not isinstance(action, actions.FileAwards):
            return
        batch = (action.nonce, action.rule, action.version, action.evidence_hash)
        link = link_of(*batch, action.identities, self.now)
        before = NO_CHAIN
        for index, proof in enumerate(self.batches):
            if proof.community == action.community:
                before = chain_with(proof)
                self.batches[index] = replace(proof, later=(*proof.later, link))
        self.batches.append(
            actions.AwardProof(action.community, *batch, action.identities, self.now, before, ())
        )

    # ------------------------------------------------------------------------------ time

    def edges(self) -> list[int]:
        """Return the seconds to come at which something changes by itself."""
        found = [
            self.state.genesis + (1 + (self.now - self.state.genesis) // step) * step
            for step in (YEAR, QUARTER)
        ]
        for case, state in self.open_cases():
            if state not in (CaseState.DISMISSED, CaseState.LAPSED, CaseState.WITHDRAWN):
                waits = (case.notice_days, case.notice_days + case.ripe_days, case.ripe_days)
                found += [case.since + days * DAY for days in (*waits, case.verdict_days)]
        found += [
            overlay.until_day * DAY
            for overlays in self.state.overlays.values()
            for overlay in overlays
        ]
        found += [one.entries_until for one in self.state.renewals.values()]
        found += [one.until for one in self.state.audits.values()]
        found += [one.from_day * DAY for one in self.state.waiting.values()]
        opens = self.charter.volunteer_days
        found += [(term_end(self.state, VILLAGE) - opens) * DAY]
        found += [known.lapse_day * DAY for known in self.state.signatories.values()]
        found += [proof.filed_at + self.charter.challenge_days * DAY for proof in self.batches[-2:]]
        return sorted(edge for edge in found if edge > self.now)

    def some_time_later(self, rng: random.Random) -> int:
        """Return a second not before now: on an edge, beside one, or some days off."""
        chance = rng.random()
        if chance < 0.25:
            return self.now + rng.randint(1, 12 * DAY)
        edges = self.edges()
        edge = rng.choice(edges[:3] if chance < 0.93 else edges)
        return max(self.now, edge + rng.choice((-1, 0, 0, 1)))
