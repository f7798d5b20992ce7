"""The scenarios of standards, mandates and findings that become vectors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from isonomia.spec import presets
from isonomia.spec.actions import CarryOutFindings
from isonomia.spec.state import Charter, Finding, FindingKey, Outcome
from tests.spec.courts import communities
from tests.spec.findings.inspections import (
    HOME,
    KEY_OF,
    OTHER_ORGANISATION,
    SENSORS,
    STANDARDS,
    STANDARDS_HASH,
    Inspection,
    standard,
)
from tests.spec.recorder import Recorder, founding, real_key, start
from tests.spec.services.market import Market
from tests.spec.vectors import Step
from tests.spec.worlds import DAY, TODAY, identity

KEY, OTHER_KEY = KEY_OF.values()
#: Their addresses ascend.
ASCENDING = tuple(sorted(SENSORS, key=real_key))


@dataclass
class InspectionRecorder(Inspection, Market, Recorder):
    """A world of `inspections` in which services are redeemed too, and which notes what it does."""

    def nth(self, index: int) -> Finding:
        """Return a finding as it stands now, counted from 0 as they were filed."""
        return list(self.state.findings.values())[index]


def inspection_recorder(charter: Charter, **changes: int) -> InspectionRecorder:
    """Return the world of `inspections`, in which citizens 20 and 21 belong to community 2."""
    arguments: dict[str, Any] = {
        "communities": communities(real_key),
        "standards": STANDARDS,
        "standards_hash": STANDARDS_HASH,
    }
    charter = replace(charter, **{"budget_per_member": 1_000, **changes})
    first = start(founding(charter, **arguments))
    here = InspectionRecorder(*first[:3], steps=first[3])
    for number in KEY_OF.values():
        here.do(here.accredit(HOME, number, days=charter.accreditation_days))
    here.do(here.enrol(20, 21))
    here.do(here.bind(20, 21))
    return here


def standards() -> list[Step]:
    """Standards published, and refused at every bound."""
    here = inspection_recorder(presets.minimal())
    soon = TODAY + 30
    good = standard(9, day=soon)
    here.do(here.publish_standards(good, community=2))
    for text in (
        replace(good, standard=0),
        replace(good, effect=3),
        replace(good, sunset_days=29),
        replace(good, sunset_days=731),
        replace(good, from_day=2**24 - 1),
        replace(good, from_day=soon - 1),
    ):
        here.do(here.publish_standards(text))
    here.do(here.publish_standards(good, good))
    here.do(
        here.publish_standards(good, replace(good, from_day=soon + 1), standard(1, 0, day=soon))
    )
    here.at(soon)
    here.do(here.file(1))
    here.do(here.file(9))
    here.do(here.file(9, version=2))
    here.do(here.file(1, day=soon - 1))
    here.do(here.file(4, organisation=OTHER_ORGANISATION))
    here.do(here.file(3, community=1))
    return here.steps


def mandates() -> list[Step]:
    """Mandates and the readings of their signers."""
    here = inspection_recorder(presets.pilot())
    good = here.grant(keys=ASCENDING)
    for action in (
        replace(good, organisation=3),
        replace(good, nonce=9),
        here.grant(community=HOME),
        replace(good, keys=good.keys[:1], threshold=1),
        replace(good, threshold=1),
        replace(good, threshold=4),
        replace(good, until_day=TODAY),
        replace(good, until_day=TODAY + 367),
        replace(good, keys=(bytes(20), *good.keys[1:])),
        replace(good, keys=good.keys[::-1]),
    ):
        here.do(action)
    here.do(good)
    here.do(here.grant(keys=ASCENDING[:2], days=20, standard=2, limit=7))
    reading = here.reading()
    for action in (
        here.reading(mandate=3),
        replace(reading, votes=((0, reading.votes[0][1]), (3, real_key(1)))),
        replace(reading, votes=((0, reading.votes[0][1]), (1, None))),
        replace(reading, votes=((0, real_key(1)), reading.votes[1])),
        replace(reading, votes=reading.votes[:1]),
        here.reading(1_000),
        here.reading(day=TODAY + 1),
        here.reading(day=TODAY - 91),
        here.reading(version=2),
        reading,
        here.reading(9_999, signers=(1, 2)),
        here.reading(8, mandate=2),
    ):
        here.do(action)
    here.do(here.file())
    here.at(TODAY + 20)
    here.do(here.reading(8, mandate=2))
    here.do(here.reading(signers=(0, 2)))
    here.do(here.reading(day=TODAY + 19))
    here.do(here.reading(day=TODAY + 18))
    return here.steps


def findings() -> list[Step]:
    """A suspension to the end, by every act there is, and what it does to offers."""
    here = inspection_recorder(presets.pilot())
    _serve(here)
    for action in (
        here.file(organisation=3),
        replace(here.file(), deadline=0),
        here.file(community=HOME),
        here.file(day=TODAY + 1),
        here.file(day=TODAY - 91),
        here.file(9),
        here.file(),
        here.file(),
        CarryOutFindings((FindingKey(1, 9, 9),)),
    ):
        here.do(action)
    here.do(here.carry_findings())
    appeal = here.appeal_finding()
    for action in (
        replace(appeal, day=1),
        replace(appeal, deadline=0),
        replace(appeal, signer=real_key(OTHER_KEY)),
        replace(appeal, ground=6),
        replace(appeal, signer=None, sender=real_key(KEY)),
        here.judge(),
    ):
        here.do(action)
    here.seat_for()
    for action in (here.judge(3), here.judge(jurors=2), here.judge(), here.carry_findings()):
        here.do(action)
    again = here.appeal_finding()
    here.do(replace(again, former_panel=()))
    here.do(again)
    here.seat_for()
    here.do(here.judge())
    here.do(here.redeem(here.order(offer=2), by=KEY))
    here.do(here.carry_findings())
    here.do(here.redeem(here.order(offer=2), by=KEY))
    here.do(here.redeem(here.order(nonce=9), by=KEY))
    _end(here)
    return here.steps


def _serve(here: InspectionRecorder) -> None:
    """Open an Essential and an Enhanced offer, and award citizen 20 the quality for both."""
    until = TODAY + 600
    here.do(here.offer(until=until, by=KEY))
    here.do(here.offer(1, 2_000, 1, until=until, by=KEY))
    for rule in (1, 2, 3):
        here.do(here.award(20, rule=rule))
    assert here.state.people[identity(20)].quality == 200


def _end(here: InspectionRecorder) -> None:
    """Review the suspension twice, and end it; file others, withdraw and remedy them."""
    review = here.review_finding()
    here.do(replace(review, ground=7))
    here.do(replace(review, signer=None))
    here.do(review)
    here.seat_for()
    here.do(here.judge())
    here.do(here.review_finding())
    first = here.finding
    here.do(here.remedy(first, community=4))
    here.do(here.remedy(first))
    here.do(here.remedy(first))
    here.do(here.redeem(here.order(offer=2), by=KEY))
    here.do(here.file(2))
    commended = here.finding
    here.do(here.file(3))
    here.do(here.withdraw_finding(community=4))
    here.do(here.withdraw_finding())
    here.do(here.file(4))
    here.do(here.file(3, community=4, organisation=OTHER_ORGANISATION))
    here.do(here.file(1, day=here.today - 1))
    here.wait(14)
    here.do(here.carry_findings(commended))
    here.do(here.carry_findings(here.nth(3)))
    here.do(here.review_finding(here.nth(3)))
    here.seat_for(here.nth(3))
    here.do(here.judge(Outcome.REJECTED, here.nth(3)))
    here.wait(365)
    here.do(here.review_finding(commended))
    here.wait(20)
    here.do(here.carry_findings(here.nth(4)))


def places() -> list[Step]:
    """Eight effects are the most; silence of a panel dismisses, and releases."""
    here = inspection_recorder(presets.minimal(), accusations_per_year=12, ripe_days=30)
    for index in range(9):
        here.do(here.file(3 if index == 2 else 2, day=here.today))
        here.wait(1)
    here.now = (here.today + 14) * DAY
    kept = list(here.state.findings.values())
    here.do(here.carry_findings(*kept[:8]))
    here.do(here.carry_findings(kept[8]))
    here.do(here.carry_findings(kept[0]))
    here.wait(5)
    here.do(here.file(1))
    here.do(here.appeal_finding())
    here.wait(14)
    here.do(here.carry_findings())
    here.do(here.carry_findings(here.nth(0)))
    here.do(here.carry_findings(kept[8]))
    here.do(here.review_finding(here.nth(2)))
    here.wait(14)
    here.do(here.carry_findings(here.nth(2)))
    return here.steps
