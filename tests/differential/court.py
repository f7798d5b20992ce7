"""A jurisdiction with councils enough for two panels, where cases run on both sides at once."""

from __future__ import annotations

from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseKey, CaseKind, CaseState, InfractionText
from isonomia.spec.case_table import case_id
from isonomia.spec.state import Case
from tests.differential.stage import NATION, TOWN, VILLAGE, Stage

SABOTAGE, SMALL_FRAUD = 1, 2
#: One falls on the whole balance, one on a portion of 20 credits.
INFRACTIONS = (
    InfractionText(SABOTAGE, 300, 0, 730, 0, b"\x01" * 32),
    InfractionText(SMALL_FRAUD, 50, 20_000, 365, 0, b"\x02" * 32),
)
HAMLETS = tuple(range(4, 10))
UPHELD, REJECTED = 1, 2
FACTS = 1
EVIDENCE = b"\xe1" * 32
REASONS = b"\x4e" * 32
AWARD_RULE = 1


def infraction(identity: bytes, rule: int, act_day: int) -> CaseKey:
    """Return what an infraction is about."""
    return CaseKey(CaseKind.INFRACTION, identity, rule << 24 | act_day)


class Court(Stage):
    """Nine councils of three: whoever is accused, 24 seats of others can be drawn from."""

    tree = (
        (NATION, 0),
        (TOWN, NATION),
        (VILLAGE, NATION),
        *((hamlet, TOWN) for hamlet in HAMLETS),
    )
    infractions = INFRACTIONS

    # ------------------------------------------------------------------------------ filing

    def accusation(
        self,
        community: int,
        *people: bytes,
        rule: int = SABOTAGE,
        act_day: int | None = None,
        seats: tuple[int, ...] = (0, 1),
    ) -> actions.FileInfractions:
        """Return a council's filing of an infraction about each of some people, of today."""
        day = day_of(self.now) if act_day is None else act_day
        return actions.FileInfractions(
            **self.by_council(community, seats),
            rule=rule,
            version=1,
            evidence_hash=EVIDENCE,
            identities=people,
            act_days=(day,) * len(people),
        )

    def accuse(self, identity: bytes, rule: int = SABOTAGE) -> CaseKey:
        """File an infraction of today about a person and return what it is about."""
        community = self.state.people[identity].community
        self.must(self.accusation(community, identity, rule=rule))
        return infraction(identity, rule, day_of(self.now))

    def recovery(
        self, identity: bytes, new_key: bytes, seats: tuple[int, ...] = (0, 1)
    ) -> actions.FileRecovery:
        """Return a council's filing of a new key for a person."""
        community = self.state.people[identity].community
        return actions.FileRecovery(
            **self.by_council(community, seats),
            identity=identity,
            new_controller=new_key,
            evidence_hash=EVIDENCE,
            new_signer=new_key,
        )

    def recover(self, identity: bytes, new_key: bytes) -> CaseKey:
        """File a recovery and return what it is about."""
        self.must(self.recovery(identity, new_key))
        matter = int.from_bytes(new_key, "big") << 40 | self.now
        return CaseKey(CaseKind.RECOVERY, identity, matter)

    def closing(self, identity: bytes, seats: tuple[int, ...] = (0, 1)) -> actions.FileClosing:
        """Return a council's filing of a person's closing."""
        community = self.state.people[identity].community
        fields = self.by_council(community, seats)
        return actions.FileClosing(**fields, identity=identity, evidence_hash=EVIDENCE)

    def close(self, identity: bytes) -> CaseKey:
        """File a closing and return what it is about."""
        self.must(self.closing(identity))
        return CaseKey(CaseKind.CLOSING, identity, self.now)

    def award(self, *people: bytes) -> actions.AwardProof:
        """Award people of one community, and return what proves it as long as it is the latest."""
        community = self.state.people[people[0]].community
        before = self.state.councils[community]
        fields = self.by_council(community)
        self.must(
            actions.FileAwards(
                **fields,
                rule=AWARD_RULE,
                version=1,
                evidence_hash=EVIDENCE,
                identities=people,
                act_days=(day_of(self.now),) * len(people),
            )
        )
        return actions.AwardProof(
            community,
            before.nonce,
            AWARD_RULE,
            1,
            EVIDENCE,
            people,
            self.now,
            before.chain,
            (),
        )

    def challenging(
        self, proof: actions.AwardProof, challenger: bytes, line: int = 0, ground: int = FACTS
    ) -> actions.Challenge:
        """Return a person's challenge of one line of a batch."""
        fields = self.by_person(challenger)
        fields["challenger"] = fields.pop("identity")
        return actions.Challenge(proof, line, ground=ground, **fields)

    def challenge(self, proof: actions.AwardProof, challenger: bytes, line: int = 0) -> CaseKey:
        """Challenge an award and return what the case is about."""
        self.must(self.challenging(proof, challenger, line))
        matter = proof.community << 104 | proof.nonce << 40 | line
        return CaseKey(CaseKind.CHALLENGE, proof.identities[line], matter)

    # ------------------------------------------------------------------------------ answering

    def appealing(
        self, key: CaseKey, ground: int = FACTS, former: tuple[bytes, ...] | None = None
    ) -> actions.Appeal:
        """Return the person's appeal; a second one shows the first panel's list."""
        if former is None:
            second = self.state_of(key) == CaseState.UPHELD
            former = self.state.panels[self.case(key).panel].list if second else ()
        fields = self.by_person(key.identity)
        return actions.Appeal(
            kind=key.kind, matter=key.matter, ground=ground, former_panel=former, **fields
        )

    def reviewing(self, key: CaseKey, ground: int = 6) -> actions.Review:
        """Return the person's call for a review of a deduction."""
        return actions.Review(matter=key.matter, ground=ground, **self.by_person(key.identity))

    def life(self, key: CaseKey) -> actions.Alive:
        """Return the person's sign of life."""
        return actions.Alive(matter=key.matter, **self.by_person(key.identity))

    def withdrawal(self, key: CaseKey, community: int | None = None) -> actions.Withdraw:
        """Return a council's withdrawal of a case, of the one that filed it if none is named."""
        by = self.by_council(community or self.case(key).community)
        return actions.Withdraw(**by, kind=key.kind, identity=key.identity, matter=key.matter)

    def remedy(self, *keys: CaseKey) -> actions.CertifyRemedies:
        """Return the filing council's word that remedies are done."""
        return actions.CertifyRemedies(
            **self.by_council(self.case(keys[0]).community),
            evidence_hash=EVIDENCE,
            identities=tuple(key.identity for key in keys),
            matters=tuple(key.matter for key in keys),
        )

    # ------------------------------------------------------------------------------ deciding

    def seat(self, number: int) -> tuple[bytes, ...]:
        """Bring the beacon round of a panel on chain, draw its jurors and return them."""
        panel = self.state.panels[number]
        if panel.beacon_round not in self.state.randomness:
            self.verify(panel.beacon_round)
        self.must(actions.SeatPanel(number, panel.list))
        return self.state.panels[number].jurors

    def verdict(
        self, key: CaseKey, outcome: int, jurors: tuple[int, ...] | None = None
    ) -> actions.GiveVerdict:
        """Return a verdict signed by some jurors of the case's panel, a bare majority if unsaid."""
        panel = self.state.panels[self.case(key).panel]
        chosen = tuple(range(panel.size // 2 + 1)) if jurors is None else jurors
        votes = tuple((i, self.state.signatories[panel.jurors[i]].controller) for i in chosen)
        return actions.GiveVerdict(
            key.kind, key.identity, key.matter, outcome, REASONS, panel.list, votes
        )

    def decide(self, key: CaseKey, outcome: int) -> None:
        """Seat the panel at work on a case and have a bare majority of it decide."""
        self.seat(self.case(key).panel)
        self.must(self.verdict(key, outcome))

    def carry_out(self, *keys: CaseKey) -> list[Any]:
        """Carry ripe or released cases out and return the events."""
        return self.must(actions.CarryOut(keys))

    def wait(self, days: int = 14) -> None:
        """Let the notice of a case pass, or other days."""
        self.now += days * DAY

    def deduct(self, identity: bytes, rule: int = SABOTAGE) -> CaseKey:
        """Accuse a person, who does not appeal, and carry the case out."""
        key = self.accuse(identity, rule)
        self.wait()
        self.carry_out(key)
        return key

    # ------------------------------------------------------------------------------ looking

    def case(self, key: CaseKey) -> Case:
        """Return a case as it is kept."""
        return self.state.cases[case_id(key)]

    def state_of(self, key: CaseKey) -> CaseState:
        """Return what a case is now, which both sides agree on."""
        expected = views.case_state(self.state, key, self.now)
        found = self.asks("Cases", "stateOf", (key.kind, key.identity, key.matter))
        assert found == expected, (key, expected, found)
        return expected

    def quality(self, identity: bytes) -> int:
        """Return the quality of somebody's balance now."""
        return views.quality(self.state, identity, self.now)
