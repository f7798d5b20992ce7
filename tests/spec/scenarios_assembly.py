"""The scenarios of budgets, audits, terms and amendments that become vectors."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec import presets
from isonomia.spec.actions import FillSeats, FreezeRenewal, OpenAudit, OpenRenewal
from isonomia.spec.state import Outcome
from tests.spec.courts import values_of
from tests.spec.recorder import court_recorder
from tests.spec.vectors import Step
from tests.spec.worlds import DAY, GENESIS, TODAY, YEAR


def budgets() -> list[Step]:
    """A budget used up, and how standing and share index change the next one."""
    here = court_recorder(presets.pilot(), budget_per_member=20)
    here.do(here.award(*[20] * 9))
    here.do(here.award(20, 21))
    here.do(here.award(21))
    here.do(here.award(21))
    here.do(here.award())
    here.do(here.accuse(20))
    here.do(here.appeal())
    here.seat()
    here.do(here.verdict(Outcome.REJECTED))
    here.now = GENESIS + YEAR // 4 - 1
    here.do(here.award(21))
    here.now += 1
    here.do(here.award(21))
    here.do(here.move(20, 3))
    here.do(here.award(*[21] * 8))
    return here.steps


def audits() -> list[Step]:
    """Audits opened, recorded and refused."""
    here = court_recorder(presets.pilot())
    for action in (OpenAudit(9), OpenAudit(2), OpenAudit(2), OpenAudit(3)):
        here.do(action)
    here.do(here.audit(1_000, jurors=0))
    here.seat(1)
    good = here.audit(1_100)
    for changes in (
        {"community": 4},
        {"share_index": 1_101},
        {"share_index": 899},
        {"identities": ()},
        {"votes": good.votes[:2]},
    ):
        here.do(replace(good, **changes))
    here.do(good)
    here.do(good)
    here.do(OpenAudit(2))
    here.seat(2)
    here.wait(30)
    here.do(here.audit(1_000, community=3))
    here.do(OpenAudit(3))
    here.now = GENESIS + YEAR
    here.do(OpenAudit(2))
    return here.steps


def renewals() -> list[Step]:
    """A council renewed by lot, another half, and one for which nobody volunteered."""
    here = court_recorder(presets.pilot())
    here.do(here.enrol(22, 23, 24, month=(23_760, 23_760, 24_144)))
    here.do(here.bind(22, 23, 24))
    here.do(OpenRenewal(9))
    here.do(OpenRenewal(2))
    here.at(TODAY + 700)
    for action in (OpenRenewal(2), OpenRenewal(2), OpenRenewal(3), OpenRenewal(8)):
        here.do(action)
    for action in (
        here.volunteer(20, 9),
        here.volunteer(7),
        here.volunteer(24),
        here.volunteer(4),
        here.volunteer(20),
        here.volunteer(21),
        here.volunteer(22),
        here.volunteer(23),
    ):
        here.do(action)
    here.do(here.volunteer(20))
    here.do(here.closing(22))
    here.wait(14)
    here.do(here.carry())
    here.do(here.volunteer(22, 2))
    for action in (FreezeRenewal(9), FreezeRenewal(1), FillSeats(9, ()), FillSeats(1, ())):
        here.do(action)
    here.now = here.state.renewals[1].entries_until
    here.do(here.volunteer(20, 3))
    here.do(FreezeRenewal(1))
    here.do(FreezeRenewal(1))
    here.do(FillSeats(1, ()))
    here.verify(here.state.renewals[1].beacon_round)
    right = here.fill()
    here.do(FillSeats(1, right.identities[::-1]))
    here.do(here.fill(1))
    here.do(FillSeats(1, (*here.fill().identities, right.identities[0])))
    here.do(here.fill())
    here.do(here.fill(0))
    here.draw_renewal(2)
    here.do(FillSeats(2, ()))
    here.do(OpenRenewal(2))
    here.do(OpenRenewal(3))
    return here.steps


def amendments() -> list[Step]:
    """An amendment of each target, what refuses one, and its day."""
    here = court_recorder(presets.pilot())
    soon, charter = TODAY + 30, here.state.charter
    pool = values_of(replace(charter, prize_days=30), 2)
    for action in (
        here.endorse(2, 6, (), soon),
        here.endorse(2, 2, pool[1:], soon),
        here.endorse(2, 2, values_of(replace(charter, prize_days=366), 2), soon),
        here.endorse(2, 1, values_of(replace(charter, genesis_rate=100_000), 1), soon),
        here.endorse(2, 2, pool, soon - 1),
        here.endorse(2, 2, pool, soon + 701),
        here.endorse(2, 2, pool, soon),
    ):
        here.do(action)
    here.do(here.endorse(2, 2, pool, soon))
    for target, changes in (
        (2, {"prize_days": 30}),
        (1, {"gift_cap": 0, "usable_quality": 200}),
        (3, {"notice_days": 20, "ripe_days": 7}),
        (4, {"term_days": 200, "volunteer_days": 7}),
        (5, {"price_notice_days": 60, "refund_days": 14}),
    ):
        values = values_of(replace(charter, **changes), target)
        for community in range(3, 9):
            here.do(here.endorse(community, target, values, soon))
    here.do(here.endorse(1, 2, pool, soon + 1))
    here.do(here.accuse(20))
    here.now = soon * DAY
    here.do(here.give(20, 1))
    here.do(here.carry())
    here.do(here.accuse(21))
    here.wait(14)
    here.do(here.carry())
    for community in range(1, 7):
        again = values_of(replace(charter, term_days=300), 4)
        here.do(here.endorse(community, 4, again, here.today + 30))
    return here.steps
