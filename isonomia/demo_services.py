"""The demonstration's services: offers, signed orders, redemptions, a refund, ratings, a finding.

Everything is done by the functions behind `isonomia org`, `order`, `finding` and `settle`;
redemptions are files for `isonomia allocate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from eth_account import Account
from eth_account.signers.local import LocalAccount

from isonomia import words
from isonomia.demo_lottery import Say
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.desk import Desk
from isonomia.due_process.relaying import send
from isonomia.due_process.signed_act import PERSON, SEAT, SENSOR, SignedAct
from isonomia.due_process.values import Values
from isonomia.errors import IsonomiaError
from isonomia.keys import SeatKeys, paying_account, write_keystore
from isonomia.manifest import Manifest
from isonomia.services import order_file, settlement_files
from isonomia.services.checking import check_with_node
from isonomia.services.finding_keys import FindingKey
from isonomia.services.order_file import Found
from isonomia.services.orders import OrderTerms, SignedOrder, signed
from isonomia.services.redemptions import Redeemed, find_redeemed
from isonomia.services.settlement import Settlement, settle
from isonomia.spec.calendar import DAY, QUARTER, day_of
from isonomia.spec.keccak import keccak256
from isonomia.target import read_target

#: Organisations, by what they are called in the names of files.
CLINIC, BUS = "clinic", "bus"
NAMES = {CLINIC: "Clinic at the bridge", BUS: "Bus line 4"}
NON_PROFIT, FOR_PROFIT = 1, 2
TRANSIT, HEALTH = 2, 3
#: Tier and price in millicredits a unit of each offer.
PRICES = {CLINIC: ((0, 20_000), (1, 60_000)), BUS: ((0, 1_500), (1, 4_000))}
KINDS = {CLINIC: HEALTH, BUS: TRANSIT}
RIDES = 4
#: Of the pilot's standards: emissions above a permitted limit.
EMISSIONS, LIMIT, MEASURED = 1, 50, 83
SENSORS, SENSORS_NEEDED = 3, 2
_STARS = (5, 4, 2)
_NOTICE_DAYS = 15
_VALID_DAYS = 30

#: Redeems a file in the name of an organisation, called as given.
RedeemFile = Callable[[str, Path, LocalAccount], None]


class Customer(NamedTuple):
    """A citizen who spends credits: identity hash and key."""

    identity: bytes
    key: LocalAccount


@dataclass
class Market:
    """The services of one demonstration.

    Attributes:
        desk: where acts are made
        url: of the node
        payer: who sends for councils and people; decides nothing
        manifest: of the deployment
        seats: keys of the councils
        community: whose council accredits
        auditors: another community, whose council grants a mandate
        customers: who spends; the first has the quality for Enhanced services
        accounts: key of each organisation
        folder: where orders and files for `isonomia allocate` are written
        password: of all key files
        redeem_file: redeems them
        say: told what happened
        organisations: their numbers, once accredited
        offers: numbers of the Essential and the Enhanced offer, once opened
    """

    desk: Desk
    url: str
    payer: LocalAccount
    manifest: Manifest
    seats: SeatKeys
    community: int
    auditors: int
    customers: Sequence[Customer]
    accounts: Mapping[str, LocalAccount]
    folder: Path
    password: Path
    redeem_file: RedeemFile
    say: Say
    organisations: dict[str, int] = field(default_factory=dict)
    offers: dict[str, tuple[int, int]] = field(default_factory=dict)
    _quarter: int = 0
    _ordered: dict[bytes, int] = field(default_factory=dict)
    _signed: list[SignedOrder] = field(default_factory=list)

    def open(self) -> None:
        """Accredit a clinic and a bus operator, and let them open their offers."""
        until_day = day_of(self._now()) + 700
        for form, (name, called) in zip((NON_PROFIT, FOR_PROFIT), NAMES.items(), strict=True):
            values = {
                "form": form,
                "kinds": 1 << KINDS[name] - 1,
                "key": self.accounts[name].address,
                "untilDay": until_day,
                "textHash": keccak256(called.encode()),
                "name": called,
            }
            self._by_council("accredit", self.community, values)
            self.organisations[name] = self._view("organisationCount")
            self.offers[name] = self._open_offers(name, until_day - 300)
        self.say(
            "A council accredited a clinic and a bus operator; both opened an Essential offer, and "
            "above it an Enhanced one"
        )

    def spend(self) -> None:
        """Have citizens sign orders, and both organisations redeem them by file."""
        self._quarter = self._view("currentQuarter")
        for name in NAMES:
            essential, enhanced = self.offers[name]
            units = RIDES if name == BUS else 1
            orders = [self._order(one, essential, units) for one in self.customers]
            # Whose quality does not reach an Enhanced service learns why.
            orders += [self._order(one, enhanced, 1) for one in self.customers]
            self._redeem(name, orders)

    def refund_and_rate(self) -> None:
        """Give one redemption back, and have citizens rate theirs."""
        first, *others = [self._redeemed(order) for order in self._signed[: len(self.customers)]]
        deployment = self.desk.deployment
        clinic = self.accounts[CLINIC]
        deployment.send(clinic, deployment.services, "refund", first.values, first.proof)
        for customer, redeemed, stars in zip(self.customers[1:], others, _STARS, strict=False):
            self._rate(customer, redeemed, stars)
        rated = words.count(min(len(_STARS), len(others)), "citizen")
        self.say(f"The clinic refunded one redemption to the last digit; {rated} rated theirs")

    def oversee(self) -> None:
        """Have sensors report the bus operator, and see what the finding changes."""
        key = self._report()
        self._wait(_NOTICE_DAYS)
        deployment = self.desk.deployment
        deployment.send(self.payer, deployment.findings, "carryOut", [key.values])
        essential, enhanced = self.offers[BUS]
        refused = self._order(self.customers[0], enhanced, 1)
        [fate] = check_with_node(deployment, [Found("an order", refused)])
        if fate.refusal is None or fate.refusal[0] != "ProviderSuspended":
            raise IsonomiaError("The operator that is suspended serves above Essential; run again")
        self.say(
            f"{SENSORS_NEEDED} of {SENSORS} sensors reported the bus operator above a limit; after "
            "a notice without appeal it is suspended, above Essential alone"
        )
        self._redeem(BUS, [self._order(one, essential, RIDES) for one in self.customers], "again")

    def settle(self) -> Settlement:
        """Settle the quarter in which citizens ordered first, once it is over."""
        genesis = self._ask("ledger", "GENESIS")
        over = genesis + (self._quarter + 1) * QUARTER + DAY
        self.desk.deployment.chain.set_time(max(over, self._now() + 1))
        found = settle(self.url, read_target(self.manifest), self._quarter)
        settlement_files.write(found, self.folder)
        if not found.agrees:
            raise IsonomiaError(f"The settlement differs: {found.differences[0].sentence()}")
        total = found.total
        self.say(
            f"Settled quarter {found.quarter}: {words.count(total.redemptions, 'redemption')} of "
            f"{words.credits(total.redeemed)} credits, {words.credits(total.refunded)} refunded; "
            "the contract keeps the same"
        )
        return found

    # ---- offers and orders -----------------------------------------------------------------------

    def _open_offers(self, name: str, until_day: int) -> tuple[int, int]:
        """Open an Essential and an Enhanced offer and return their numbers."""
        opened: list[int] = []
        for tier, price in PRICES[name]:
            basis = opened[0] if opened else 0
            text = keccak256(f"offer of the {name} at tier {tier}".encode())
            terms = (self.organisations[name], KINDS[name], tier, price, basis, until_day, text)
            deployment = self.desk.deployment
            deployment.send(self.accounts[name], deployment.services, "openOffer", terms)
            opened.append(self._view("offerCount"))
        essential, enhanced = opened
        return essential, enhanced

    def _order(self, customer: Customer, offer: int, quantity: int) -> SignedOrder:
        """Sign an order with the key in the citizen's file, and write it to a file."""
        number = self._ordered.get(customer.identity, 0)
        self._ordered[customer.identity] = number + 1
        amount = quantity * self._ask("services", "priceOf", offer)
        deadline = self._now() + _VALID_DAYS * DAY
        terms = OrderTerms(customer.identity, offer, quantity, amount, 0, number, deadline)
        order = signed(self.desk.deployment.domain, terms, self._opened(customer))
        name = f"{words.hexed(customer.identity)[:10]}-{number}.json"
        order_file.write(self.folder / "orders" / name, order)
        self._signed.append(order)
        return order

    def _opened(self, customer: Customer) -> LocalAccount:
        """Open a citizen's key file, which is written when they order first."""
        path = self.folder / "keys" / f"{words.hexed(customer.identity)[:10]}.json"
        if not path.exists():
            write_keystore(path, customer.key, self.password.read_text().strip(), light=True)
        account = paying_account(path, self.password)
        assert account is not None, "a path was given"
        return account

    def _redeem(self, name: str, orders: Sequence[SignedOrder], suffix: str = "") -> None:
        """Write a file of redemptions, and have `isonomia allocate` send it."""
        called = f"redemptions-{name}" + (f"-{suffix}" if suffix else "")
        path = self.folder / f"{called}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            order_file.write_lines(file, orders)
        self.redeem_file(called, path, self.accounts[name])

    def _redeemed(self, order: SignedOrder) -> Redeemed:
        found = find_redeemed(CaseLogs(self.desk.views(), self.manifest), order.terms)
        if found is None:
            raise IsonomiaError(f"Order {order.terms.nonce} was not redeemed; run it again")
        return found

    def _rate(self, customer: Customer, redeemed: Redeemed, stars: int) -> None:
        act = self.desk.of_person("rate", customer.identity, *redeemed.rating(stars))
        self._send(act.signed_by(PERSON, 0, customer.key))

    # ---- findings --------------------------------------------------------------------------------

    def _report(self) -> FindingKey:
        """Let sensors report one measure, and have enough of them do so."""
        keys = [
            Account.from_key(keccak256(f"sensor {number}".encode())) for number in range(SENSORS)
        ]
        keys.sort(key=lambda key: int(key.address, 16))
        measure = {
            "organisation": self.organisations[BUS],
            "standard": EMISSIONS,
            "limit": LIMIT,
            "threshold": SENSORS_NEEDED,
            "untilDay": day_of(self._now()) + 300,
            "measureHash": keccak256(b"micrograms of fine dust in a cubic metre, over a day"),
            "signers": [key.address for key in keys],
        }
        self._by_council("grant-mandate", self.auditors, measure)
        day = day_of(self._now()) - 1
        reading = {
            "mandate": self._ask("findings", "mandateCount"),
            "version": 1,
            "value": MEASURED,
            "day": day,
            "evidenceHash": keccak256(b"the readings of the day"),
        }
        act = self.desk.unnumbered("reading", reading, {"signers": measure["signers"]})
        for number, key in enumerate(keys[:SENSORS_NEEDED]):
            act = act.signed_by(SENSOR, number, key)
        self._send(act)
        return FindingKey(self.organisations[BUS], EMISSIONS, day)

    # ---- in general ------------------------------------------------------------------------------

    def _by_council(self, name: str, community: int, values: Values) -> None:
        act = self.desk.of_council(name, community, values)
        for seat, key in self.seats[community].items():
            act = act.signed_by(SEAT, seat, key.account)
        self._send(act)

    def _send(self, act: SignedAct) -> None:
        send(self.desk.deployment, self.payer, act)

    def _view(self, function: str) -> int:
        return int(self._ask("services", function))

    def _ask(self, contract: str, function: str, *arguments: int) -> int:
        deployment = self.desk.deployment
        return int(deployment.call(getattr(deployment, contract), function, *arguments))

    def _now(self) -> int:
        return self.desk.deployment.chain.now()

    def _wait(self, days: int) -> None:
        self.desk.deployment.chain.set_time(self._now() + days * DAY)
