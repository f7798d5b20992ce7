"""The driver's figures of gas, beside what acts really use."""

from __future__ import annotations

import pytest

from isonomia import gas
from isonomia.journal import JournaledAct
from isonomia.pilot import HOMES
from tests.allocate.registry import Registry, contribution, enrolment
from tests.support.roles import ADULT_MONTH, THRESHOLD, hash_of
from tests.support.world import World

SIZES = {1: HOMES[0], 20: HOMES[1], 120: HOMES[2]}


def figure(act: JournaledAct) -> gas.Gas:
    if act.kind == "award":
        return gas.LIMITED_AWARD if act.detail["rule"] == 703 else gas.AWARD
    return {"enrol": gas.ENROLMENT, "bind": gas.BINDING}[act.kind]


@pytest.mark.req("A2")
def test_gas__acts_of_each_kind_and_size__never_above_and_little_below_the_figures(
    registry: Registry,
):
    names = {f"{home} {i}": home for size, home in SIZES.items() for i in range(size)}
    people = registry.enrolments(
        *(
            f"{enrolment(n, community=home)},0x{i + 1:040x}"
            for i, (n, home) in enumerate(names.items())
        ),
        header="identifier,birth,community,controller",
    )
    acts = registry.contributions(
        *(contribution(name, 1, f"a {name}") for name in names),
        *(contribution(name, 1, f"b {name}", rule="703") for name in names),
    )
    account = registry.allocate(people, acts)
    assert {act.kind for act in account.acts} == {"enrol", "bind", "award"}
    assert {act.lines for act in account.acts} == set(SIZES)
    for act in account.acts:
        assert act.gas_used is not None
        expected = figure(act).of(act.lines, len(act.detail["seats"]))
        slack = 1.35 if act.lines == 1 else 1.12
        assert act.gas_used <= expected <= act.gas_used * slack, (act.kind, act.lines)


@pytest.mark.req("L3")
@pytest.mark.parametrize("count", [1, 20, 120])
def test_gas__nominations__never_above_and_little_below_the_figure(
    generous_world: World, count: int
):
    world = generous_world
    world.fill_pool()
    identities = [hash_of(f"person {i}") for i in range(count)]
    world.village.enrol(identities, [ADULT_MONTH] * count)
    world.nation.open_round(world.terms())
    used = world.village.nominate(1, identities).gas
    expected = gas.NOMINATION.of(count, THRESHOLD)
    assert used <= expected <= used * 1.1


@pytest.mark.req("A2")
def test_gas__largest_act_that_one_transaction_may_carry__fits(registry: Registry):
    people = registry.enrolments(*(enrolment(f"person {i}") for i in range(600)))
    account = registry.allocate(people, most_lines=10_000)
    largest = max(account.acts, key=lambda act: act.lines)
    assert largest.lines > 500
    sent = registry.chain.call("eth_getTransactionByHash", largest.tx)
    assert int(sent["gas"], 16) <= gas.MOST_GAS_PER_TRANSACTION
    assert len(account.acts) == 2
