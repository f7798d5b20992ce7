"""The small world of `worlds`, with infraction rules and enough councils for panels.

Communities 4 to 7 lie below the root, 8 below 2; each has three seats, the persons 61 to 75, who
belong to the community they sit for. So 21 seats are outside any community, enough for a panel of
11 none of whom was near a panel of 5. Infraction rule 1 takes 100 points of the whole balance for
365 days, rule 2 takes 50 points of a portion of 100 credits, rule 3 takes 300 for 1,826 days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import (
    Action,
    Alive,
    Appeal,
    AwardProof,
    CarryOut,
    CertifyRemedies,
    Challenge,
    Endorse,
    FileAwards,
    FileClosing,
    FileInfractions,
    FileRecovery,
    FillSeats,
    FreezeRenewal,
    GiveVerdict,
    Move,
    OptIn,
    OptOut,
    PublishInfractions,
    RecordAudit,
    Review,
    SeatPanel,
    VerifyRound,
    Volunteer,
    Withdraw,
)
from isonomia.spec.case_table import case_id
from isonomia.spec.chains import link_of
from isonomia.spec.state import (
    Case,
    CaseKey,
    CaseKind,
    CaseState,
    Charter,
    FoundingCommunity,
    InfractionText,
    Outcome,
    Overlay,
)
from tests.harness.beacon import randomness
from tests.spec.worlds import (
    CATALOGUE,
    CHARTER_HASH,
    DAY,
    EVIDENCE,
    GENESIS,
    RULES,
    SEATS_OF,
    World,
    council,
    identity,
    key,
)

REASONS = b"\xdd" * 32
INFRACTIONS_HASH = b"\xcd" * 32


def infraction(
    rule: int, points: int = 100, amount: int = 0, sunset: int = 365, day: int = 0
) -> InfractionText:
    """Return the line of an infraction rule."""
    return InfractionText(rule, points, amount, sunset, day, rule.to_bytes(32, "big"))


INFRACTIONS = (infraction(1), infraction(2, 50, 100_000), infraction(3, 300, sunset=1_826))
PARENTS = (0, 1, 1, 1, 1, 1, 1, 2)
#: Of communities 4 to 8.
MORE_SEATS = tuple(tuple(range(first, first + 3)) for first in range(61, 76, 3))
CITIZEN = 20
OTHER = 21


@dataclass
class Court(World):
    """A world that also knows the acts of cases, and remembers batches of awards for proofs."""

    filed: list[tuple[FileAwards, int, bytes]] = field(default_factory=list)

    def do(self, action: Action) -> list[Any]:
        if not isinstance(action, FileAwards):
            return super().do(action)
        before = self.state.councils[action.community].chain
        announced = super().do(action)
        if announced:
            self.filed.append((action, self.now, before))
        return announced

    # ---- cases

    @property
    def case(self) -> Case:
        """The case filed last."""
        return list(self.state.cases.values())[-1]

    @property
    def number(self) -> bytes:
        """The number of the case filed last."""
        return list(self.state.cases)[-1]

    def state_of(self, case: Case | None = None) -> CaseState:
        """Return what a case is now, by default the one filed last."""
        return views.case_state(self.state, (case or self.case).key, self.now)

    def accuse(
        self,
        *numbers: int,
        rule: int = 1,
        version: int = 1,
        day: int | Sequence[int] | None = None,
        community: int = 2,
    ) -> FileInfractions:
        day = self.today if day is None else day
        days = (day,) * len(numbers) if isinstance(day, int) else tuple(day)
        people = tuple(map(identity, numbers))
        return FileInfractions(*self.act(community), rule, version, EVIDENCE, people, days)

    def recovery(self, number: int, new_key: int, community: int = 2) -> FileRecovery:
        address = self.key(new_key)
        return FileRecovery(*self.act(community), identity(number), address, EVIDENCE, address)

    def closing(self, number: int, community: int = 2) -> FileClosing:
        return FileClosing(*self.act(community), identity(number), EVIDENCE)

    def proof(self, batch: int = -1) -> AwardProof:
        """Return the proof of a batch of awards, counted as they were filed."""
        action, filed_at, before = self.filed[batch]
        of_community = [entry for entry in self.filed if entry[0].community == action.community]
        later = of_community[of_community.index(self.filed[batch]) + 1 :]
        return AwardProof(
            action.community,
            action.nonce,
            action.rule,
            action.version,
            action.evidence_hash,
            action.identities,
            filed_at,
            before,
            tuple(_link(filed, time) for filed, time, _ in later),
        )

    def challenge(
        self, challenger: int, line: int = 0, ground: int = 1, batch: int = -1
    ) -> Challenge:
        proof = self.proof(batch)
        return Challenge(proof, line, identity(challenger), ground, *self.consent(challenger))

    def appeal(self, case: Case | None = None, ground: int = 1) -> Appeal:
        case = case or self.case
        panel = self.state.panels[case.panel].list if case.panel else ()
        return Appeal(
            case.kind, case.identity, case.matter, ground, panel, *self.signed_by(case.identity)
        )

    def review(self, case: Case | None = None, ground: int = 6) -> Review:
        case = case or self.case
        return Review(case.identity, case.matter, ground, *self.signed_by(case.identity))

    def alive(self, case: Case | None = None) -> Alive:
        case = case or self.case
        return Alive(case.identity, case.matter, *self.signed_by(case.identity))

    def withdraw(self, case: Case | None = None, community: int = 2) -> Withdraw:
        case = case or self.case
        return Withdraw(*self.act(community), case.kind, case.identity, case.matter)

    def remedies(self, *cases: Case, community: int = 2) -> CertifyRemedies:
        cases = cases or (self.case,)
        people = tuple(case.identity for case in cases)
        matters = tuple(case.matter for case in cases)
        return CertifyRemedies(*self.act(community), REASONS, people, matters)

    def carry(self, *cases: Case) -> CarryOut:
        return CarryOut(tuple(case.key for case in cases or (self.case,)))

    def verdict(
        self, outcome: int = Outcome.UPHELD, case: Case | None = None, jurors: int | None = None
    ) -> GiveVerdict:
        """Return a verdict signed by the first jurors, by default just enough of them."""
        case = case or self.case
        panel = self.state.panels[case.panel]
        needed = panel.size // 2 + 1 if jurors is None else jurors
        key = (case.kind, case.identity, case.matter)
        return GiveVerdict(*key, outcome, REASONS, panel.list, self.votes(case.panel, needed))

    # ---- panels

    def votes(self, panel: int, jurors: int) -> tuple[tuple[int, bytes | None], ...]:
        """Return the signatures of the first jurors of a panel."""
        signing = self.state.panels[panel].jurors[:jurors]
        return tuple(
            (index, self.state.signatories[juror].controller) for index, juror in enumerate(signing)
        )

    def seat(self, panel: int | None = None) -> None:
        """Verify the round of the beacon that a panel waits for, and seat it."""
        number = panel or self.case.panel
        found = self.state.panels[number]
        self.verify(found.beacon_round)
        self.do(SeatPanel(number, found.list))

    def verify(self, beacon_round: int) -> None:
        if beacon_round not in self.state.randomness:
            self.do(VerifyRound(beacon_round, randomness(beacon_round)))

    # ---- lives

    def move(self, number: int, community: int) -> Move:
        return Move(identity(number), community, *self.consent(number))

    def opt_out(self, number: int) -> OptOut:
        return OptOut(identity(number), *self.consent(number))

    def opt_in(self, number: int) -> OptIn:
        return OptIn(identity(number), *self.consent(number))

    def signed_by(self, person: bytes) -> tuple[int, int, bytes]:
        """Return what a person's act carries; of somebody without a key, nonsense."""
        return self.consent(int.from_bytes(person, "big"))

    # ---- communities

    def audit(self, share_index: int, community: int = 2, jurors: int = 3) -> RecordAudit:
        panel = self.state.audits[community].panel
        people = self.state.panels[panel].list
        return RecordAudit(community, share_index, REASONS, people, self.votes(panel, jurors))

    def volunteer(self, number: int, renewal: int = 1) -> Volunteer:
        return Volunteer(identity(number), renewal, *self.consent(number))

    def draw_renewal(self, renewal: int = 1) -> None:
        """Move the clock to the end of a renewal's entries, freeze it and verify its round."""
        self.now = max(self.now, self.state.renewals[renewal].entries_until)
        self.do(FreezeRenewal(renewal))
        self.verify(self.state.renewals[renewal].beacon_round)

    def fill(self, lots: int | None = None, renewal: int = 1) -> FillSeats:
        """Return a call that walks the next lots, by default up to the last."""
        found = self.state.renewals[renewal]
        end = found.entrants if lots is None else found.next_lot + lots
        people = {at: key[1] for key, at in self.state.volunteers.items() if key[0] == renewal}
        walked = range(found.next_lot, end)
        return FillSeats(
            renewal,
            tuple(people[views.volunteer_on(self.state, renewal, lot)] for lot in walked),
        )

    def endorse(self, community: int, target: int, values: tuple[int, ...], day: int) -> Endorse:
        return Endorse(*self.act(community), target, values, day)

    def publish(self, *texts: InfractionText, community: int = 1) -> PublishInfractions:
        return PublishInfractions(*self.act(community), REASONS, texts)

    # ---- short cuts

    def challenge_number(self, person: int, line: int = 0, batch: int = -1) -> bytes:
        """Return the number of the case that challenges an award."""
        proof = self.proof(batch)
        matter = proof.community * 2**104 + proof.nonce * 2**40 + line
        return number_of(CaseKind.CHALLENGE, matter, person)

    def bury(self, community: int) -> None:
        """Close everybody on a council, as if they had died."""
        for index in range(self.state.councils[community].seats):
            holder = self.state.seats[community, index].identity
            self.state.people[holder] = replace(self.state.people[holder], closed=True)

    def overlays_of(self, number: int) -> tuple[Overlay, ...]:
        """Return every index of overlays a person ever used."""
        return self.state.overlays.get(identity(number), ())

    def wait(self, days: int, seconds: int = 0) -> Court:
        """Let days and seconds pass, and return this world."""
        self.now += days * DAY + seconds
        return self


def court(charter: Charter | None = None, /, *, citizens: int = 2, **changes: int) -> Court:
    """Return a world at genesis, of the pilot's charter with some values changed.

    Citizens 20, 21 and so on belong to community 2 and have the key of their number.
    """
    charter = charter or replace(presets.pilot(), budget_per_member=1_000)
    charter = replace(charter, **changes)
    here = Court(founded(charter))
    numbers = tuple(range(CITIZEN, CITIZEN + citizens))
    here.do(here.enrol(*numbers))
    here.do(here.bind(*numbers))
    return here


def founded(charter: Charter) -> Any:
    """Return the first state of the eight communities."""
    state, _ = transition.genesis(
        charter,
        communities(),
        RULES,
        CATALOGUE,
        GENESIS,
        CHARTER_HASH,
        infractions=INFRACTIONS,
        infractions_hash=INFRACTIONS_HASH,
    )
    return state


def communities(key: Callable[[int], bytes] = key) -> tuple[FoundingCommunity, ...]:
    """Return the eight communities, whose seats have the keys of their numbers."""
    seats = (*SEATS_OF.values(), *MORE_SEATS)
    return tuple(
        council(parent, home, *numbers, key=key)
        for home, (parent, numbers) in enumerate(zip(PARENTS, seats, strict=True), start=1)
    )


def _link(action: FileAwards, filed_at: int) -> bytes:
    return link_of(
        action.nonce,
        action.rule,
        action.version,
        action.evidence_hash,
        action.identities,
        filed_at,
    )


def number_of(kind: int, matter: int, person: int = CITIZEN) -> bytes:
    """Return the number of a case about a person."""
    return case_id(CaseKey(kind, identity(person), matter))


def values_of(charter: Charter, target: int) -> tuple[int, ...]:
    """Return the parameters of a target of amendments, in the order of the charter's table."""
    start, stop = {1: (0, 14), 2: (17, 22), 3: (22, 28), 4: (28, 32), 5: (32, 35)}[target]
    return tuple(getattr(charter, entry.name) for entry in fields(charter))[start:stop]
