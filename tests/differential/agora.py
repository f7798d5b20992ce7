"""A court beside which organisations serve people, on both sides at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from isonomia.spec import views
from isonomia.spec.actions_findings import (
    AppealFinding,
    CarryOutFindings,
    FileFinding,
    FileReading,
    FindingKey,
    GrantMandate,
    JudgeFinding,
    ReviewFinding,
    StandardText,
)
from isonomia.spec.actions_services import (
    Accredit,
    OpenOffer,
    Order,
    Rate,
    Redeem,
    Redemption,
    Refund,
)
from isonomia.spec.calendar import day_of
from isonomia.spec.finding_state import Finding, StandardEffect
from isonomia.spec.findings import finding_id
from isonomia.spec.service_state import Offer, Organisation
from isonomia.spec.state import Signatory
from tests.differential.court import EVIDENCE, FACTS, HAMLETS, REASONS, Court
from tests.differential.receipts import proof_in, redemptions_in
from tests.differential.stage import FOREVER, TOWN
from tests.harness.keys import key_addresses

NON_PROFIT, FOR_PROFIT, PUBLIC = 1, 2, 3
EVERY_KIND = 2**12 - 1
TRANSIT = 2
ESSENTIAL, ENHANCED, ADVANCED = 0, 1, 2
#: Millicredits a unit, unless a test says otherwise.
PRICE = 2_000
EMISSIONS, ACCESSIBILITY = 1, 2
STANDARDS = (
    StandardText(EMISSIONS, StandardEffect.SUSPENSION, 365, 0, b"\x05" * 32),
    StandardText(ACCESSIBILITY, StandardEffect.COMMENDATION, 365, 0, b"\x06" * 32),
)
#: A community other than the one that accredits.
AUDITORS = HAMLETS[0]
NO_TEXT = bytes(32)


class Agora(Court):
    """Where organisations accredited by the town offer, and others' councils look at them."""

    standards = STANDARDS

    # ------------------------------------------------------------------------- organisations

    def accreditation(
        self, key: bytes, community: int = TOWN, form: int = NON_PROFIT, kinds: int = EVERY_KIND
    ) -> Accredit:
        """Return a council's accreditation of an organisation for as long as can be."""
        return Accredit(
            **self.by_council(community),
            form=form,
            kinds=kinds,
            key=key,
            until_day=day_of(self.now) + self.charter.accreditation_days,
            text_hash=NO_TEXT,
            name="an organisation",
        )

    def accredit(self, community: int = TOWN, form: int = NON_PROFIT) -> int:
        """Accredit an organisation that has a key of its own, and return its number."""
        taken = {known.key for known in self.state.organisations.values()}
        key = next(key for key in reversed(key_addresses()) if key not in taken)
        self.must(self.accreditation(key, community, form))
        return len(self.state.organisations)

    def organisation(self, number: int) -> Organisation:
        """Return an organisation as it is kept."""
        return self.state.organisations[number]

    def opening(
        self, organisation: int, tier: int = ESSENTIAL, price: int = PRICE, basis: int = 0
    ) -> OpenOffer:
        """Return the opening of an offer of transit, for as long as the accreditation lasts."""
        known = self.organisation(organisation)
        until_day = known.until_day
        return OpenOffer(organisation, TRANSIT, tier, price, basis, until_day, NO_TEXT, known.key)

    def open_offer(
        self, organisation: int, tier: int = ESSENTIAL, price: int = PRICE, basis: int = 0
    ) -> int:
        """Open an offer and return its number."""
        self.must(self.opening(organisation, tier, price, basis))
        return len(self.state.offers)

    def offer(self, number: int) -> Offer:
        """Return an offer as it is kept."""
        return self.state.offers[number]

    def provider_of(self, offer: int) -> bytes:
        """Return the key of the organisation whose offer it is."""
        return self.organisation(self.offer(offer).organisation).key

    # ---------------------------------------------------------------------------- redemption

    def order(
        self, identity: bytes, offer: int, quantity: int = 1, portion: int = 0, **changes: Any
    ) -> Order:
        """Return a citizen's order at today's price, under a nonce they have not used."""
        signatory = self.state.signatories[identity]
        made = Order(
            identity=identity,
            offer=offer,
            quantity=quantity,
            amount=quantity * views.price(self.state, offer, day_of(self.now)),
            portion=portion,
            nonce=next_nonce(signatory),
            deadline=FOREVER,
            signer=signatory.controller,
        )
        return replace(made, **changes)

    def redeeming(self, *orders: Order) -> Redeem:
        """Return the redemption of orders of one provider as one batch."""
        return Redeem(orders, self.provider_of(orders[0].offer))

    def redeem(self, *orders: Order) -> list[Redemption]:
        """Redeem orders of one provider as one batch, and return what is kept of each."""
        return redemptions_in(self.must(self.redeeming(*orders)), self.now)

    def refunding(self, lines: list[Redemption], index: int = 0) -> Refund:
        """Return the refund of one redemption of a batch."""
        line = lines[index]
        return Refund(line, proof_in(lines, index), self.provider_of(line.offer))

    def rating(self, lines: list[Redemption], stars: int, index: int = 0) -> Rate:
        """Return the rating of one redemption of a batch by who redeemed it."""
        fields = self.by_person(lines[index].identity)
        del fields["identity"]
        return Rate(lines[index], proof_in(lines, index), stars, **fields)

    # ------------------------------------------------------------------------------ findings

    def finding_about(
        self, organisation: int, standard: int = EMISSIONS, community: int = AUDITORS
    ) -> FileFinding:
        """Return a council's filing of a finding of today."""
        return FileFinding(
            **self.by_council(community),
            organisation=organisation,
            standard=standard,
            version=1,
            day=day_of(self.now),
            evidence_hash=EVIDENCE,
        )

    def find(
        self, organisation: int, standard: int = EMISSIONS, community: int = AUDITORS
    ) -> FindingKey:
        """File a finding of today and return what it is about."""
        self.must(self.finding_about(organisation, standard, community))
        return FindingKey(organisation, standard, day_of(self.now))

    def suspend(self, organisation: int) -> FindingKey:
        """File a finding, against which nobody appeals, and carry it out."""
        key = self.find(organisation)
        self.wait()
        self.must(CarryOutFindings((key,)))
        return key

    def finding(self, key: FindingKey) -> Finding:
        """Return a finding as it is kept."""
        return self.state.findings[finding_id(key)]

    def appealing_finding(self, key: FindingKey, former: tuple[bytes, ...] = ()) -> AppealFinding:
        """Return the organisation's signed appeal, sent by somebody else."""
        signer = self.organisation(key.organisation).key
        fields = key.organisation, key.standard, key.day, FACTS, former
        return AppealFinding(*fields, FOREVER, signer, key_addresses()[0])

    def reviewing_finding(self, key: FindingKey) -> ReviewFinding:
        """Return the organisation's call for a review of an effect."""
        signer = self.organisation(key.organisation).key
        fields = key.organisation, key.standard, key.day, 6
        return ReviewFinding(*fields, FOREVER, signer, key_addresses()[0])

    def judging(self, key: FindingKey, outcome: int) -> JudgeFinding:
        """Return a verdict on a finding by a bare majority of its panel."""
        panel = self.state.panels[self.finding(key).panel]
        votes = tuple(
            (i, self.state.signatories[panel.jurors[i]].controller)
            for i in range(panel.size // 2 + 1)
        )
        fields = key.organisation, key.standard, key.day
        return JudgeFinding(*fields, outcome, REASONS, panel.list, votes)

    def judge(self, key: FindingKey, outcome: int) -> None:
        """Seat the panel at work on a finding and have a bare majority of it decide."""
        self.seat(self.finding(key).panel)
        self.must(self.judging(key, outcome))

    def mandate(
        self, organisation: int, limit: int, *sensors: bytes, community: int = AUDITORS
    ) -> int:
        """Let sensors report a measure for a year, all of them together; return its number."""
        self.must(
            GrantMandate(
                **self.by_council(community),
                organisation=organisation,
                standard=EMISSIONS,
                limit=limit,
                threshold=len(sensors),
                until_day=day_of(self.now) + 365,
                measure_hash=NO_TEXT,
                keys=tuple(sorted(sensors)),
            )
        )
        return len(self.state.mandates)

    def reading(self, mandate: int, value: int, **changes: Any) -> FileReading:
        """Return a reading of today that all sensors of a mandate signed."""
        signers = self.state.mandates[mandate].signers
        votes = tuple(enumerate(signers))
        made = FileReading(mandate, 1, value, day_of(self.now), EVIDENCE, votes)
        return replace(made, **changes)

    # ------------------------------------------------------------------------------- looking

    def credits(self, identity: bytes) -> int:
        """Return somebody's credits now, which both sides agree on."""
        expected = views.credits(self.state, identity, self.now)
        assert self.asks("Ledger", "creditsOf", identity) == expected
        return expected


def next_nonce(signatory: Signatory) -> int:
    """Return the lowest nonce under which no order was used yet."""
    unused = ~signatory.orders_seen
    return signatory.order_floor + (unused & -unused).bit_length() - 1
