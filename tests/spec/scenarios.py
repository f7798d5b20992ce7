"""The scenarios that become vectors: every action and every refusal at least once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from isonomia.spec import presets
from isonomia.spec.actions import AnnounceRate, PublishRules
from isonomia.spec.state import FoundingCommunity, RuleText
from tests.spec.courts import infraction
from tests.spec.recorder import COMMUNITIES, founding, real_key, recorder
from tests.spec.scenarios_assembly import amendments, audits, budgets, renewals
from tests.spec.scenarios_cases import accusations, challenges, endings, hearings, lives, room
from tests.spec.scenarios_findings import findings, mandates, places, standards
from tests.spec.scenarios_lottery import chances, draws, entries, gifts, openings
from tests.spec.scenarios_services import offers, orders, organisations, redemptions, refunds
from tests.spec.vectors import Step, founded
from tests.spec.worlds import (
    CATALOGUE,
    EVIDENCE,
    GENESIS,
    JANUARY_1980,
    JANUARY_2012,
    YEAR,
    identity,
    text,
)


def genesis() -> list[Step]:
    """Foundings that are refused, and one that is not; each is its own."""
    nation, town = COMMUNITIES
    seat = nation.seats[0]
    pilot = presets.pilot()

    def with_seat(**changes: Any) -> tuple[FoundingCommunity, ...]:
        return (replace(nation, seats=(replace(seat, **changes), nation.seats[1])),)

    refused: tuple[dict[str, Any], ...] = (
        {"charter": replace(pilot, category_cap=9)},
        {"charter": replace(pilot, filing_days=181, grace_days=730)},
        {"charter": replace(pilot, leave_window_days=729)},
        {"charter": replace(pilot, majority_years=22)},
        {"charter": replace(pilot, gift_cap=251)},
        {"charter": replace(pilot, prize_points=0, prize_days=0)},
        {"charter": replace(pilot, standing_loss=9)},
        {"charter": replace(pilot, verdict_days=91)},
        {"charter": replace(pilot, term_days=179)},
        {"charter": replace(pilot, refund_days=13)},
        {"infractions": (infraction(1), infraction(1))},
        {"infractions": (infraction(1, sunset=364),), "charter": replace(pilot, term_days=179)},
        {"rules": (text(1), text(1))},
        {"rules": (text(1, points=251),)},
        {"communities": (nation, replace(town, parent=2))},
        {"communities": (nation, replace(town, threshold=1))},
        {"communities": (nation, replace(town, seats=town.seats * 128))},
        {"communities": with_seat(home=2)},
        {"communities": with_seat(identity=bytes(32))},
        {"communities": with_seat(identity=identity(2)), "rules": ()},
        {"communities": with_seat(controller=bytes(20))},
        {"communities": with_seat(birth_month=24_025)},
        {"communities": with_seat(birth_month=24_241)},
        {"communities": with_seat(birth_month=11)},
    )
    small = ({"charter": presets.minimal(), "rules": ()}, *refused)
    foundings = [founding(**{"charter": pilot, "rules": (), **changes}) for changes in small]
    return [Step(GENESIS, arguments, founded(arguments)[1]) for arguments in foundings]


def councils() -> list[Step]:
    """Approvals of councils, and enrolment."""
    here = recorder(presets.pilot())
    first, second, third = (real_key(number) for number in (4, 5, 6))
    good = here.enrol(20, 21, month=(JANUARY_1980, 24_240))
    for changes in (
        {"community": 3},
        {"deadline": GENESIS - 1},
        {"nonce": 1},
        {"approvals": ((0, first), (3, second))},
        {"approvals": ((0, first), (1, None))},
        {"approvals": ((0, first), (1, third))},
        {"approvals": ((2, third),)},
        {"birth_months": (JANUARY_1980,)},
        {"identities": (identity(20), bytes(32))},
        {"identities": (identity(20), identity(20))},
        {"birth_months": (JANUARY_1980, 24_241)},
        {"birth_months": (JANUARY_1980, 65_536)},
        {"birth_months": (11, JANUARY_1980)},
        {"birth_months": (22_679, JANUARY_1980)},
        {"deadline": GENESIS},
    ):
        here.do(replace(good, **changes))
    here.do(good)
    here.do(here.change(6, 4))
    shared = ((0, first), (1, second), (2, first))
    here.do(replace(here.enrol(22), approvals=shared))
    return here.steps


def keys() -> list[Step]:
    """Keys of adults and minors, and approvals of persons."""
    here = recorder(presets.pilot())
    here.do(here.enrol(20, 21, 22, month=(JANUARY_1980, JANUARY_2012, JANUARY_1980)))
    for numbers, bound in (
        ((20, 21), (20,)),
        ((20, 1), (20, 30)),
        ((20,), (0,)),
        ((20, 21), (20, 21)),
        ((20,), (30,)),
    ):
        here.do(here.bind(*numbers, keys=bound))
    here.do(replace(here.leave(20, 5), identity=identity(22)))
    leave = here.leave(20, 5)
    for changes in (
        {"deadline": GENESIS - 1},
        {"nonce": 1},
        {"signer": real_key(21)},
        {"signer": None},
        {"deadline": GENESIS},
    ):
        here.do(replace(leave, **changes))
    here.do(here.change(20, 0))
    here.do(replace(here.change(20, 30), new_signer=real_key(31)))
    here.do(here.change(20, 30))
    here.do(here.change(4, 31))
    here.do(here.change(21, 32))
    here.at(21_914)
    here.do(here.bind(21, keys=(33,)))
    here.at(21_915)
    here.do(here.leave(21, 5))
    here.do(here.bind(21, keys=(33,)))
    here.do(here.leave(21, 5))
    return here.steps


def rates() -> list[Step]:
    """Rates that follow a dividend, to both bounds."""
    here = recorder(presets.minimal())

    def announce(year: int, dividend: int) -> AnnounceRate:
        return AnnounceRate(*here.act(1), year, dividend, EVIDENCE)

    here.do(replace(announce(1, 0), community=2))
    here.do(announce(2, 0))
    here.do(announce(1, 130_000))
    here.do(announce(1, 0))
    here.now = GENESIS + 2 * YEAR - 30 * 86_400 + 1
    here.do(announce(2, 0))
    here.now -= 1
    here.do(announce(2, 2**256 - 1))
    for year in (3, 4, 5):
        here.now += YEAR
        here.do(announce(year, 1))
    return here.steps


def catalogue() -> list[Step]:
    """Rules published, and refused at every bound."""
    here = recorder(presets.minimal())

    def publish(*rules: RuleText) -> PublishRules:
        return PublishRules(*here.act(1), EVIDENCE, rules)

    good = text(9, 3, 20, 4, 18_292)
    here.do(replace(publish(good), community=2))
    for rule in (
        replace(good, rule=2**32),
        replace(good, category=0),
        replace(good, points=251),
        replace(good, yearly_limit=1_001),
        replace(good, from_day=2**24 - 1),
        replace(good, from_day=18_291),
    ):
        here.do(publish(rule))
    here.do(publish(good, good))
    here.do(publish(good, replace(good, from_day=18_293, points=0), text(1, 2, 5, 0, 18_300)))
    here.do(publish())
    return here.steps


def awards() -> list[Step]:
    """Awards: days, caps, limits, decay, and a new allocation year."""
    here = recorder(presets.pilot())
    here.do(here.enrol(20, 21, month=(JANUARY_1980, 24_240)))
    for action in (
        here.award(20, 21, day=(18_262,)),
        here.award(20, 1),
        here.award(20, 5),
        here.award(20, day=18_263),
        here.award(20, day=18_261),
        here.award(20, version=2),
        here.award(20, rule=99, day=18_261),
        here.award(20, rule=4),
        here.award(20, 21, 6),
    ):
        here.do(action)
    here.do(here.award(20, 20, rule=2))
    here.do(here.award(20, rule=2))
    here.do(here.award(20, rule=3))
    here.at(18_360)
    here.do(here.award(20, day=18_269))
    here.do(here.award(20, day=18_270))
    here.do(here.award(*[20] * 14))
    here.do(here.award(20))
    # Decay began on 18,540 at the latest; the next allocation year began on 18,627.
    here.at(18_640)
    here.do(here.award(20, 20, rule=2))
    here.do(here.enrol(22, month=24_250))
    here.do(here.award(22, day=18_566))
    here.do(here.award(22, day=18_567))
    return here.steps


def caps() -> list[Step]:
    """The annual cap, the cap of a small charter, and the ceiling of quality."""
    small = recorder(presets.minimal())
    small.do(PublishRules(*small.act(1), CATALOGUE, (text(5, 5, 8, 0, 18_292),)))
    small.at(18_292)
    for rule in (1, 1, 5, 2):
        small.do(small.award(6, rule=rule))
    return small.steps


def ceiling() -> list[Step]:
    """A thousand points, and not one more."""
    here = recorder(presets.generous())
    here.do(PublishRules(*here.act(1), CATALOGUE, (text(5, 5, 1, 0, 18_292),)))
    for day in (18_262, 18_628):
        here.at(day)
        here.do(here.award(6, 6, rule=2))
        here.do(here.award(6, rule=3))
        here.do(here.award(6, rule=4))
    here.do(here.award(*[6] * 4))
    here.do(here.award(6))
    here.do(here.award(6, rule=5))
    return here.steps


def leaves() -> list[Step]:
    """Leave declared, ended, used up, and its window rolling on."""
    here = recorder(presets.minimal())
    here.do(here.award(6))
    here.do(here.leave(6, 0))
    here.do(here.leave(6, 31))
    here.do(here.leave(6, 2**256 - 1))
    here.do(here.end_leave(6))
    here.do(here.leave(6, 20))
    here.at(18_267)
    here.do(here.leave(6, 1))
    here.do(here.end_leave(6))
    here.do(here.leave(6, 26))
    here.at(18_300)
    here.do(here.leave(6, 25))
    here.at(18_325)
    here.do(here.leave(6, 1))
    here.at(18_631)
    for _ in range(7):
        here.do(here.leave(6, 5))
        here.do(here.end_leave(6))
    here.at(18_640)
    here.do(here.leave(6, 6))
    here.do(here.leave(6, 5))
    here.at(18_700)
    here.do(here.leave(6, 10))
    here.at(18_720)
    here.do(here.award(6, rule=1, day=18_716))
    return here.steps


SCENARIOS: dict[str, Callable[[], list[Step]]] = {
    "genesis": genesis,
    "councils": councils,
    "keys": keys,
    "rates": rates,
    "catalogue": catalogue,
    "awards": awards,
    "caps": caps,
    "ceiling": ceiling,
    "leaves": leaves,
    "gifts": gifts,
    "openings": openings,
    "entries": entries,
    "draws": draws,
    "chances": chances,
    "accusations": accusations,
    "hearings": hearings,
    "endings": endings,
    "challenges": challenges,
    "lives": lives,
    "room": room,
    "budgets": budgets,
    "audits": audits,
    "renewals": renewals,
    "amendments": amendments,
    "organisations": organisations,
    "offers": offers,
    "orders": orders,
    "redemptions": redemptions,
    "refunds": refunds,
    "standards": standards,
    "mandates": mandates,
    "findings": findings,
    "places": places,
}
