"""Organisations with offers on a deployment of the bench, and citizens' orders for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eth_account.signers.local import LocalAccount

from bench.lab import Lab, word
from bench.lottery import controller_of
from bench.ours import COMMUNITY, TIME_TO_SIGN, Jurisdiction
from isonomia import typed_data, typed_data_services
from isonomia.services.orders import OrderTerms, redemption_call, signed
from isonomia.services.redemptions import Redeemed
from isonomia.spec.calendar import DAY

ESSENTIAL, ENHANCED = 0, 1
#: Rules and how often, which make 280 points: enough for Enhanced services for half a year.
_DESERVING_YEAR = ((602, 10), (403, 4), (302, 14))
_LINES = 100
_ACCREDITED_DAYS, _OPEN_DAYS = 1_000, 900


@dataclass(frozen=True)
class Provider:
    """An organisation with two offers.

    Attributes:
        number: the organisation's
        account: its key
        kind: of service
        offers: number of its offer by tier
        prices: millicredits a unit, by tier
    """

    number: int
    account: LocalAccount
    kind: int
    offers: tuple[int, int]
    prices: tuple[int, int]


@dataclass
class Market:
    """What organisations and citizens do on one deployment; gas is that of whole transactions."""

    world: Jurisdiction
    ordered: dict[bytes, int] = field(default_factory=dict)
    acts: dict[bytes, int] = field(default_factory=dict)

    @property
    def lab(self) -> Lab:
        """The chain."""
        return self.world.lab

    def settle_in(self, people: Sequence[bytes], years: int) -> None:
        """Enrol people born within so many years, and bind the keys of the bench to them."""
        for start in range(0, len(people), _LINES):
            some = people[start : start + _LINES]
            self.world.enrol(some, years)
            self.world.bind(some, [controller_of(one).address for one in some])

    def deserve(self, people: Sequence[bytes]) -> None:
        """Award people acts of a year, enough for Enhanced services."""
        for rule, times in _DESERVING_YEAR:
            lines = list(people) * times
            for start in range(0, len(lines), _LINES):
                self.world.award(lines[start : start + _LINES], rule)

    def accredit(
        self, account: LocalAccount, kind: int, form: int, prices: tuple[int, int]
    ) -> Provider:
        """Accredit an organisation and open its Essential and its Enhanced offer."""
        services = self.world.deployment.services
        today = self.lab.chain.now() // DAY
        name = f"organisation of kind {kind}"
        until = today + _ACCREDITED_DAYS
        terms = (form, 1 << kind - 1, account.address, until, word(name), name)
        head = self.world.head()
        message = typed_data_services.accreditation(
            self.world.deployment.domain,
            *head,
            form=form,
            kinds=1 << kind - 1,
            key=account.address,
            until_day=until,
            text_hash=word(name),
            name=name,
        )
        self.lab.gas(services, "accredit", head, terms, self.world.approval(message, COMMUNITY))
        number: int = self.lab.read(services, "organisationCount")
        opened: list[int] = []
        for tier, price in enumerate(prices):
            basis = opened[0] if opened else 0
            offer = (number, kind, tier, price, basis, today + _OPEN_DAYS, word(name, tier))
            self.lab.gas_of(services, services.encode("openOffer", offer), account)
            opened.append(self.lab.read(services, "offerCount"))
        essential, enhanced = opened
        return Provider(number, account, kind, (essential, enhanced), prices)

    def terms(
        self, identity: bytes, offer: int, amount: int, deadline: int, portion: int = 0
    ) -> OrderTerms:
        """Return a citizen's next order, of one unit."""
        nonce = self.ordered.get(identity, 0)
        self.ordered[identity] = nonce + 1
        return OrderTerms(identity, offer, 1, amount, portion, nonce, deadline)

    def redeem(
        self, provider: Provider, tier: int, people: Sequence[bytes], portion: int = 0
    ) -> int:
        """Redeem an order of each, as one batch; return the gas."""
        deployment = self.world.deployment
        deadline = self.lab.chain.now() + TIME_TO_SIGN
        offer, price = provider.offers[tier], provider.prices[tier]
        orders = [
            signed(
                deployment.domain,
                self.terms(who, offer, price, deadline, portion),
                controller_of(who),
            )
            for who in people
        ]
        call = deployment.services.encode("redeem", *redemption_call(orders))
        return self.lab.gas_of(deployment.services, call, provider.account)

    def refund(self, provider: Provider, redeemed: Redeemed) -> int:
        """Give a redemption back; return the gas."""
        services = self.world.deployment.services
        call = services.encode("refund", redeemed.values, redeemed.proof)
        return self.lab.gas_of(services, call, provider.account)

    def rate(self, redeemed: Redeemed, stars: int) -> int:
        """Have a citizen rate a redemption; return the gas."""
        return self.lab.gas_of(self.world.deployment.services, self.signed_rating(redeemed, stars))

    def signed_rating(self, redeemed: Redeemed, stars: int) -> bytes:
        """Return the call of a rating, signed by the citizen."""
        deployment, redemption = self.world.deployment, redeemed.redemption
        identity = redemption.identity
        nonce, deadline = self.acts.get(identity, 0), self.lab.chain.now() + TIME_TO_SIGN
        self.acts[identity] = nonce + 1
        place = (redemption.batch, redemption.index)
        message = typed_data_services.rating(
            deployment.domain, identity, *place, stars, nonce, deadline
        )
        signature = typed_data.sign(message, controller_of(identity))
        shown = (redeemed.values, redeemed.proof)
        return deployment.services.encode("rate", *shown, stars, nonce, deadline, signature)
