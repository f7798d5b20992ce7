"""The scenarios of organisations, offers, orders and redemptions that become vectors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from isonomia.spec import presets
from isonomia.spec.actions import Redeem
from isonomia.spec.state import Charter
from tests.spec.courts import communities
from tests.spec.recorder import Recorder, founding, real_key, start
from tests.spec.services.market import KEY, OTHER_KEY, Market, open_shops
from tests.spec.vectors import Step
from tests.spec.worlds import DAY, GENESIS, JANUARY_2012, TODAY, YEAR, identity


@dataclass
class MarketRecorder(Market, Recorder):
    """A world of `market` that notes what it does."""


def bare_recorder(charter: Charter) -> MarketRecorder:
    """Return a world without organisations, whose citizens 20 and 21 belong to community 2."""
    charter = replace(charter, budget_per_member=1_000)
    first = start(founding(charter, communities=communities(real_key)))
    here = MarketRecorder(*first[:3], steps=first[3])
    here.do(here.enrol(20, 21))
    here.do(here.bind(20, 21))
    return here


def market_recorder(charter: Charter) -> MarketRecorder:
    """Return the world of `market`."""
    here = bare_recorder(charter)
    open_shops(here)
    return here


def organisations() -> list[Step]:
    """Accreditations, renewals and keys, refused at every bound."""
    here = bare_recorder(presets.minimal())
    until, most = TODAY + 300, TODAY + 365
    for changes in (
        {"form": 4},
        {"kinds": 4_096},
        {"until": TODAY},
        {"until": most + 1},
        {"name": ""},
        {"name": "ü" * 32 + "e"},
        {"number": 0},
    ):
        here.do(here.accredit(**{"until": until, **changes}))
    here.do(here.accredit(KEY, until=until))
    here.do(here.accredit(KEY, until=until))
    here.do(here.accredit(OTHER_KEY, community=2, form=3, kinds=0, until=most, name="ü" * 32))
    for renewal in (
        here.renew(organisation=3),
        here.renew(community=2),
        here.renew(4_096, until),
        here.renew(0b11, until - 1),
        here.renew(0b11, most + 1),
        here.renew(0b01, until),
        here.renew(0b111, most),
    ):
        here.do(renewal)
    for change in (
        here.offer_key(organisation=3),
        here.offer_key(by=OTHER_KEY),
        here.offer_key(0),
        here.offer_key(OTHER_KEY),
        here.accept_key(organisation=3),
        here.accept_key(),
        here.offer_key(53),
        here.offer_key(52),
        here.accept_key(53),
        here.offer_key(52, 2, OTHER_KEY),
        here.accept_key(52),
        here.accept_key(52, 2),
        here.offer_key(54),
        here.offer_key(KEY, 2, OTHER_KEY),
    ):
        here.do(change)
    here.do(here.accept_key(KEY, 2))
    here.at(most)
    here.do(here.renew(0, most + 1))
    return here.steps


def offers() -> list[Step]:
    """Offers opened, priced anew and closed, refused at every bound."""
    here = market_recorder(presets.pilot())
    soon, until = TODAY + 30, TODAY + 600
    for action in (
        here.offer(organisation=3),
        here.offer(by=OTHER_KEY),
        here.offer(kind=13),
        here.offer(5),
        here.offer(price=0),
        here.offer(until=soon - 1),
        here.offer(until=TODAY + 1_001),
        here.offer(kind=3),
        here.offer(0, basis=1),
        here.offer(1, basis=0),
        here.offer(1, basis=2),
        here.offer(1, basis=4),
        here.offer(1, basis=9),
        here.offer(1, basis=1, kind=2),
        here.offer(1, basis=1, until=until + 1),
        here.announce(9, soon, offer=9),
        here.announce(9, soon, by=OTHER_KEY),
        here.announce(0, soon),
        here.announce(9, soon - 1),
        here.announce(9, until),
        here.announce(900, soon),
        here.announce(9, soon),
        here.close_offer(soon, 9),
        here.close_offer(soon, by=OTHER_KEY),
        here.close_offer(soon - 1),
        here.close_offer(until + 1),
    ):
        here.do(action)
    here.do(here.redeem())
    here.at(soon)
    here.do(here.redeem())
    here.do(here.announce(800, soon + 30))
    here.do(here.close_offer(soon + 31))
    here.at(soon + 30)
    here.do(here.redeem())
    here.at(soon + 31)
    here.do(here.redeem())
    here.do(here.redeem(here.order(offer=2)))
    here.do(here.offer(1, basis=1))
    here.at(TODAY + 1_000)
    here.do(here.offer(until=TODAY + 1_030))
    here.do(here.redeem())
    return here.steps


def orders() -> list[Step]:
    """Approvals of orders and their nonces."""
    here = market_recorder(presets.pilot())
    here.do(here.enrol(30, 31, month=(JANUARY_2012, JANUARY_2012)))
    here.do(here.bind(31))
    good = here.order(nonce=3)
    here.do(Redeem((), here.key(KEY)))
    for changes in (
        {"identity": identity(30)},
        {"deadline": GENESIS - 1},
        {"nonce": 256},
        {"nonce": 2**256 - 1},
        {"signer": real_key(21)},
        {"signer": None},
        {"deadline": GENESIS},
    ):
        here.do(here.redeem(here.order(21), replace(good, **changes)))
        here.do(here.redeem(replace(good, **changes)))
    here.do(here.redeem(good))
    here.do(here.redeem(here.order(nonce=0), here.order(nonce=0)))
    for nonce in (0, 15, 16, 0, 20, 4, 260, 261, 245, 244):
        here.do(here.redeem(here.order(nonce=nonce)))
    for nonce in (244, 245, 246, 516, 246):
        here.do(here.cancel(nonce))
    here.do(here.redeem(here.order(nonce=246)))
    here.do(replace(here.cancel(247), signer=None))
    here.do(here.change(20, 40))
    here.do(here.redeem(replace(here.order(nonce=247), signer=real_key(20))))
    here.do(here.redeem(here.order(nonce=247)))
    here.do(here.redeem(here.order(31)))
    _last_to_majority(here)
    return here.steps


def _last_to_majority(here: MarketRecorder) -> None:
    """Let a guardian's key lapse, while a long accreditation lasts."""
    here.at(TODAY + 900)
    for years in (5, 9):
        here.do(here.renew(until=here.today + 1_826))
        here.at(TODAY + years * 365 - 100)
    here.do(here.renew(until=here.today + 1_826))
    here.do(here.offer(until=here.today + 1_800))
    here.at(21_914)
    here.do(here.redeem(here.order(31, 5)))
    here.at(21_915)
    here.do(here.redeem(here.order(31, 5)))
    here.do(here.bind(31, keys=(41,)))
    here.do(here.redeem(here.order(31, 5)))


def redemptions() -> list[Step]:
    """Redemptions from the base and from portions, and what refuses them."""
    here = market_recorder(presets.generous())
    here.do(here.award(20, rule=4))
    here.do(here.award(21, rule=3))
    here.do(here.award(21, rule=2))
    for order in (
        replace(here.order(), offer=9),
        here.order(offer=4),
        here.order(portion=1),
        here.order(quantity=0),
        here.order(amount=999),
        here.order(quantity=2**256 - 1, amount=2**40 - 1),
        here.order(offer=2, portion=1),
        here.order(offer=3),
        here.order(21, 2),
        here.order(offer=2, quantity=10**6),
    ):
        here.do(here.redeem(order))
    here.do(here.redeem(here.order(quantity=3), here.order(21), here.order(offer=2, nonce=1)))
    _draw_uplift(here)
    portion = here.order(21, 2, 2, portion=1)
    here.do(here.redeem(here.order(21, 2, 3, portion=1)))
    here.do(here.redeem(portion, here.order()))
    here.do(here.redeem(here.order(21, 2, portion=1)))
    batch = len(here.state.batches)
    here.do(here.refund(batch))
    here.do(here.refund(batch, 1))
    here.do(here.redeem(here.order(21, 2, portion=1)))
    here.do(here.opt_out(21))
    here.do(here.refund(batch + 1))
    here.do(here.redeem(here.order(21)))
    _deduct(here)
    here.do(here.closing(21))
    here.wait(60)
    here.do(here.carry())
    here.do(here.redeem(here.order(21)))
    here.do(here.rate(3, 1, 1))
    return here.steps


def _draw_uplift(here: MarketRecorder) -> None:
    """Let citizen 21 win 50 points on 4 credits for 200 days, as the only entrant of a round."""
    here.do(here.give(20, 50))
    here.do(here.open(points=50, amount=4_000, days_long=200))
    here.do(here.nominate(21))
    here.decide()
    here.do(here.settle())


def _deduct(here: MarketRecorder) -> None:
    """Take 50 points of a portion of 100 credits from citizen 20, below the first tier."""
    here.do(here.accuse(20, rule=2))
    here.wait(60)
    here.do(here.carry())
    here.do(here.redeem(here.order(offer=2, quantity=here.credits() // 2_000)))
    here.do(here.redeem(here.order(offer=2)))


def refunds() -> list[Step]:
    """Refunds and ratings, and the quarters they belong to."""
    here = market_recorder(presets.pilot())
    here.do(here.redeem(here.order(), here.order(21, quantity=2), here.order(nonce=1)))
    good = here.refund(1, 1)
    for action in (
        replace(good, proof=good.proof[:1]),
        replace(good, redemption=replace(good.redemption, amount=1_999)),
        replace(good, redemption=replace(good.redemption, batch=2)),
        replace(good, sender=real_key(OTHER_KEY)),
        good,
        good,
    ):
        here.do(action)
    rating = here.rate(5)
    for action in (
        replace(rating, proof=()),
        replace(rating, signer=real_key(21)),
        replace(rating, stars=0),
        replace(rating, stars=6),
        rating,
    ):
        here.do(action)
    here.do(here.rate(1))
    here.do(here.rate(2))
    here.do(here.rate(4, 1, 1))
    here.now = GENESIS + 30 * DAY - 1
    here.do(here.refund(1, 0))
    here.now += 1
    here.do(here.refund(1, 2))
    here.now = GENESIS + YEAR // 4 - 1
    here.do(here.redeem())
    here.now += 1
    here.do(here.refund(2))
    here.do(here.redeem())
    return here.steps
