"""What happens in the scenario of services, in order."""

from __future__ import annotations

from isonomia import typed_data
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import NOMINATED, Outcome, StandardEffect
from tests.verify.scenario import DAY, NATION, identity_of, key_of, month
from tests.verify.scenario_cases import (
    EAST,
    FACTS,
    NORTH,
    PLANTING,
    REMEDY_DONE,
    SOUTH,
    TEACHING,
    WEST,
)
from tests.verify.scenario_services import (
    ACCESSIBLE,
    AGENCY,
    BUS,
    CARE,
    CLINIC,
    COOPERATIVE,
    EMISSIONS,
    ENHANCED,
    ESSENTIAL,
    FOOD,
    FOR_PROFIT,
    HEALTH,
    NON_PROFIT,
    PUBLIC,
    REFUSED,
    TRANSIT,
    ServiceScenario,
    redemption_of,
)

CITIZENS = ("patient", "rider", "donor", "diner")
ALL = {"seats": (0, 1, 2, 3)}
NOTICE, VERDICT = 14, 30
HEALING, CARING, RIDING, RIDING_FAST, NURSING, EATING, EATING_WELL = range(1, 8)
#: Batches by number: of the clinic, of the bus, of the cooperative twice at once, and later ones.
FIRST, ON_THE_BUS, AT_TABLE, AT_TABLE_AGAIN, IN_SPRING = range(1, 6)


def live_services(scenario: ServiceScenario) -> None:
    """Let two quarters pass with everything of services and findings in them."""
    _begin(scenario)
    _open(scenario)
    _lift(scenario)
    _spend(scenario)
    _find(scenario)
    _decide(scenario)
    _spend_in_spring(scenario)


def _begin(scenario: ServiceScenario) -> None:
    scenario.enrol(EAST, {role: month(1980, 1 + n) for n, role in enumerate(CITIZENS)}, **ALL)
    scenario.enrol(WEST, {f"villager {n}": month(1970, 6) for n in range(6)}, **ALL)
    keys = [key_of(role).address for role in CITIZENS]
    people = [identity_of(role) for role in CITIZENS], keys
    scenario.council(EAST, "bindControllers", typed_data.binding, people)
    first = scenario.today
    scenario.wait_until(first + 20)
    for back in range(3):
        day = first + 10 + back
        worked = dict.fromkeys(("patient", "rider", "donor"), day)
        scenario.award(EAST, PLANTING, worked, **ALL)
        scenario.award(EAST, TEACHING, dict.fromkeys(("patient", "donor"), day), **ALL)


def _open(scenario: ServiceScenario) -> None:
    """Accredit four organisations, one of whose keys is a contract, and open offers."""
    addresses = {number: key.address for number, key in scenario.accounts.items()}
    scenario.accredit(EAST, NON_PROFIT, (HEALTH, CARE), addresses[CLINIC], "Clinic at the bridge")
    scenario.accredit(EAST, FOR_PROFIT, (TRANSIT,), addresses[BUS], "Bus line 4")
    scenario.accredit(WEST, PUBLIC, (), addresses[AGENCY], "Office of permits")
    address = scenario.relay.address
    scenario.accredit(NORTH, NON_PROFIT, (FOOD,), address, "Küche für alle, als Genossenschaft")
    healing = scenario.open_offer(CLINIC, HEALTH, ESSENTIAL, 2_000, 0)
    scenario.open_offer(CLINIC, HEALTH, ENHANCED, 5_000, healing)
    riding = scenario.open_offer(BUS, TRANSIT, ESSENTIAL, 500, 0)
    scenario.open_offer(BUS, TRANSIT, ENHANCED, 1_500, riding)
    scenario.open_offer(CLINIC, CARE, ESSENTIAL, 3_000, 0)
    scenario.by(BUS, "announcePrice", RIDING, 600, scenario.today + 40)
    scenario.by(CLINIC, "closeOffer", NURSING, scenario.today + 60)
    _hand_over(scenario)
    scenario.renew_accreditation(EAST, BUS, TRANSIT, FOOD)


def _hand_over(scenario: ServiceScenario) -> None:
    """The agency gets another key."""
    successor = scenario.dev.accounts[4]
    scenario.by(AGENCY, "offerKey", AGENCY, successor.address)
    scenario.accounts[AGENCY] = successor
    scenario.by(AGENCY, "acceptKey", AGENCY)


def _lift(scenario: ServiceScenario) -> None:
    """A portion of the rider's credits is lifted by a round of the lottery."""
    scenario.give("donor", 60)
    terms = (NOMINATED, 1, 60, 200_000, 300, scenario.chain.now() + 2 * DAY)
    scenario.council(NATION, "openRound", typed_data.round_opening, terms, (terms,))
    scenario.council(EAST, "nominate", typed_data.nomination, (1, [identity_of("rider")]))
    scenario.wait_until(scenario.today + 3)
    scenario.wait_for_round(scenario.freeze(1))
    scenario.settle(1, 0)


def _spend(scenario: ServiceScenario) -> None:
    """Redeem at both tiers, of base and portion; refund, rate and cancel."""
    order = scenario.order
    at_clinic = [order("patient", HEALING, 1), order("patient", CARING, 2)]
    scenario.redeem(CLINIC, *at_clinic, order("rider", HEALING, 1))
    scenario.cancel("patient")
    on_bus = [order("rider", RIDING_FAST, 3, portion=1), order("rider", RIDING, 2)]
    scenario.redeem(BUS, *on_bus, order("patient", RIDING, 1))
    scenario.wait_until(scenario.today + 2)
    scenario.refund(CLINIC, FIRST, 1)
    scenario.refund(BUS, ON_THE_BUS, 0)
    scenario.rate("patient", FIRST, 0, 4)
    scenario.rate("patient", FIRST, 0, 2)
    scenario.rate("rider", ON_THE_BUS, 1, 5)
    _spend_at_table(scenario)


def _spend_at_table(scenario: ServiceScenario) -> None:
    """The organisation that is a contract does many things in one transaction."""
    services, text = scenario.deployment.services, scenario.offer_text
    with scenario.cooperative() as calls:
        calls += [services.encode("openOffer", text(COOPERATIVE, FOOD, ESSENTIAL, 1_000, 0))]
        calls += [services.encode("openOffer", text(COOPERATIVE, FOOD, ENHANCED, 2_000, EATING))]
    order = scenario.order
    first = redemption_of([order("diner", EATING, 1)])
    second = redemption_of([order("rider", EATING_WELL, 2, portion=1), order("diner", EATING, 1)])
    with scenario.cooperative() as calls:
        calls += [services.encode("redeem", *first), services.encode("redeem", *second)]
        calls += [services.encode("announcePrice", EATING, 1_100, scenario.today + 30)]
    scenario.wait_until(scenario.today + 1)
    with scenario.cooperative() as calls:
        calls += [services.encode("refund", *scenario.proved(AT_TABLE_AGAIN, 0))]
        again = redemption_of([order("rider", EATING_WELL, 1, portion=1)])
        calls += [services.encode("redeem", *again)]


def _find(scenario: ServiceScenario) -> None:
    """Findings by councils and by sensors; some are answered, one is withdrawn."""
    retired = (
        ACCESSIBLE,
        int(StandardEffect.COMMENDATION),
        90,
        scenario.today + 40,
        keccak256(b"2"),
    )
    scenario.publish_standards(retired)
    mandate = scenario.mandate(WEST, BUS, EMISSIONS)
    scenario.loud = scenario.read(mandate, BUS, EMISSIONS)
    scenario.refused = scenario.find(NORTH, CLINIC, REFUSED)
    scenario.accessible = scenario.find(SOUTH, CLINIC, ACCESSIBLE)
    mistaken = scenario.find(WEST, CLINIC, EMISSIONS)
    scenario.mended = scenario.find(WEST, BUS, REFUSED)
    scenario.late = scenario.find(NORTH, AGENCY, REFUSED)
    scenario.forgotten = scenario.find(SOUTH, COOPERATIVE, REFUSED)
    scenario.withdraw_finding(WEST, mistaken)
    panel = scenario.answer("appeal", scenario.accounts[CLINIC], scenario.refused, FACTS)
    scenario.seat(panel)
    scenario.judge(scenario.refused, panel, Outcome.REJECTED, 0, 1, 2)


def _decide(scenario: ServiceScenario) -> None:
    """Effects begin, and end by a review, a remedy, and a panel that says nothing."""
    scenario.wait_until(scenario.today + NOTICE + 2)
    scenario.carry_out_findings(scenario.loud, scenario.accessible)
    scenario.carry_out_findings(scenario.late, scenario.forgotten)
    panel = scenario.answer("review", scenario.accounts[BUS], scenario.loud, REMEDY_DONE)
    with scenario.cooperative(scenario.deployment.findings) as calls:
        review = ((COOPERATIVE, REFUSED, scenario.forgotten.day), REMEDY_DONE, 2**40, b"")
        calls += [scenario.deployment.findings.encode("review", *review)]
    scenario.seat(panel)
    with scenario.together("findings"):
        scenario.judge(scenario.loud, panel, Outcome.REJECTED, 0, 2, 4)
        scenario.carry_out_findings(scenario.mended)
    scenario.accept_remedy(WEST, scenario.mended)
    scenario.wait_until(scenario.today + VERDICT + 1)
    scenario.carry_out_findings(scenario.forgotten)


def _spend_in_spring(scenario: ServiceScenario) -> None:
    """Another quarter, at the prices announced."""
    scenario.wait_until(scenario.today + 60)
    order = scenario.order
    scenario.redeem(BUS, order("patient", RIDING, 4), order("rider", RIDING, 1))
