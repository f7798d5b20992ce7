"""Faults put into the contracts are found by comparing them with the specification.

```
mutation
├── mutators: what they make of a piece of Solidity, and what they leave alone
├── one fault in each kind of rule: found
└── a random sample of all faults, deep: nine of ten are found (`python -m tests.mutation`: all)
```
"""

from __future__ import annotations

import secrets

import pytest

from tests.mutation.compiler import WarmCompiler
from tests.mutation.hunt import compare, hunt, survives
from tests.mutation.mutants import mutants_of, sources

SOURCE = """
pragma solidity 0.8.37;
error TooMany(uint256 max); // a < b
contract Lamp {
    function light(uint256 x) public {
        if (x > 10) revert TooMany(10);
        emit Lit(x + 1);
    }
}
"""

#: A rule of each kind, and a fault in it: file, words, and what becomes of them.
FAULTS = [
    ("Ledger.sol", "times >= terms.yearlyLimit", "times > terms.yearlyLimit"),
    ("libraries/Quality.sol", "day - from", "day - from + 1"),
    ("libraries/Quality.sol", "word.decayFrom() - notTaken", "word.decayFrom() + notTaken"),
    ("libraries/Credits.sol", "+ 1) / 2", "+ 0) / 2"),
    ("libraries/Calendar.sol", "- yearFromMarch / 100", "+ yearFromMarch / 100"),
    ("Communities.sol", "if (act.nonce != nonce)", "if (act.nonce < nonce)"),
    ("Communities.sol", "found < threshold", "found + 1 < threshold"),
    ("Pool.sol", "place.number != 0", "place.number > 1"),
    ("Pool.sol", "block.timestamp >= entriesUntil", "block.timestamp > entriesUntil"),
    ("Pool.sol", "count > quota", "count > quota + 1"),
    (
        "libraries/BeaconBinding.sol",
        "block.timestamp + period + MARGIN",
        "block.timestamp + MARGIN",
    ),
    ("Pool.sol", "if (once && placed) secondChanceUsed[winner] = true;", ""),
    ("Pool.sol", "entrant + 1) revert", "entrant + 1 && lot != 0) revert"),
    ("libraries/Overlays.sol", "day < overlays[place].untilDay()", "false"),
    ("libraries/Orders.sol", "place - (WINDOW - 1)", "place - WINDOW"),
    ("Ledger.sol", "if (overlay.cause() != source >> CAUSE_AT) return;", ""),
    ("Services.sol", "statement.refunds += 1;", "statement.refunds += 2;"),
    ("Findings.sol", "if (!placed) revert NoPlace(id);", ""),
    ("findings/FindingFiling.sol", "reading.value <= stored.limit", "reading.value < stored.limit"),
]


@pytest.mark.req("Y1")
def test_mutants_of__a_contract__changes_code_and_nothing_else():
    made = {(mutant.line, mutant.was, mutant.becomes) for mutant in mutants_of("Lamp.sol", SOURCE)}
    assert made == {
        (6, ">", ">="),
        (6, "10", "11"),
        (6, "if (x > 10) revert TooMany(10);", ""),
        (7, "+", "-"),
        (7, "1", "2"),
        (7, "emit Lit(x + 1);", ""),
    }


@pytest.fixture(scope="module")
def compiler():
    with WarmCompiler() as running:
        yield running


@pytest.mark.req("Y1")
def test_contracts__without_a_fault__survive(compiler):
    bytecode = compiler.compile(sources())
    assert bytecode is not None
    compare(bytecode, 250)


@pytest.mark.req("Y1", "Q2", "Q3", "C1", "D2", "P3")
@pytest.mark.parametrize(("file", "words", "instead"), FAULTS)
def test_contracts__with_a_fault__are_found_out(compiler, file, words, instead):
    original = sources()
    source = original[f"contracts/{file}"]
    assert source.count(words) == 1, f"{file} says {words!r} {source.count(words)} times"
    faulty = compiler.compile(original | {f"contracts/{file}": source.replace(words, instead)})
    assert faulty is not None
    assert not survives(faulty, 3_000)


@pytest.mark.deep
@pytest.mark.req("Y1")
def test_hunt__a_sample_of_all_mutants__finds_nine_of_ten():
    seed = secrets.token_hex(4)
    hunted = hunt(100, seed, 5_000)
    print(f"seed {seed}: {hunted.summary()}")
    assert hunted.score >= 0.9, hunted.summary()
