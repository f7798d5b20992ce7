"""The catalogue is large enough, nothing is in it twice, and every finding is an answer in it.

count     distinct tamperings | kinds | families of events
distinct  changed logs | bits of storage
findings  the answer here | provoked by a test elsewhere, which is there
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from isonomia import build
from isonomia.chain import Chain
from isonomia.divergence import Finding
from isonomia.event_logs import NEVER_EMITTED
from tests.tamper.all_cases import CASES, MODULES
from tests.tamper.catalogue import Kind
from tests.tamper.everything import Everything
from tests.tamper.logs import declared, name_of

LEAST = 40
#: Findings that no tampering of a whole verification here leads to, and what does.
PROVOKED_ELSEWHERE = {
    Finding.PROVEN_CODE_DIFFERS: (
        "tests/verify/test_proofs_forged.py",
        "test_proofs__code_shown_is_not_the_proved__is_found_out",
    ),
}


def all_logs(lived: Everything) -> dict[str, Any]:
    """Return what to ask for all logs of a deployment."""
    addresses = list(lived.manifest.addresses.values())
    return {
        "address": addresses,
        "fromBlock": hex(lived.target.from_block),
        "toBlock": "latest",
    }


@pytest.mark.req("Y2")
def test_catalogue__all_modules__hold_each_case_once() -> None:
    stated = sum(len(group) for module in MODULES for group in module.GROUPS)
    assert len(CASES) == stated
    assert len(CASES) >= LEAST


@pytest.mark.req("Y2")
def test_catalogue__kinds__have_several_cases_each() -> None:
    counted = Counter(tampering.kind for tampering in CASES.values())
    assert set(counted) == set(Kind)
    assert all(number >= 4 for number in counted.values()), counted


@pytest.mark.req("Y2")
@pytest.mark.parametrize("finding", Finding)
def test_catalogue__each_finding__is_an_answer(finding: Finding) -> None:
    answers = {tampering.told.finding for tampering in CASES.values()}
    if finding in answers:
        assert finding not in PROVOKED_ELSEWHERE
    else:
        file, test = PROVOKED_ELSEWHERE[finding]
        assert f"def {test}(" in (build.ROOT / file).read_text()


@pytest.mark.req("Y2")
def test_catalogue__tampered_logs__are_told_in_as_many_ways(everything: Everything) -> None:
    """No two cases tell the same, and none tells the truth."""
    wanted = all_logs(everything)
    honest = everything.chain.call("eth_getLogs", wanted)
    told = {json.dumps(honest): "the truth"}
    for name, tampering in CASES.items():
        if tampering.kind is Kind.LOGS:
            with tampering.way(everything) as node:
                logs = Chain(node.url).call("eth_getLogs", wanted)
            assert told.setdefault(json.dumps(logs), name) == name
    assert len(told) > LEAST


@pytest.mark.req("Y2")
def test_everything__lived__left_an_event_of_every_kind(everything: Everything) -> None:
    """What never happened could not be tampered with."""
    logs = everything.chain.call("eth_getLogs", all_logs(everything))
    happened = {name_of(log) for log in logs}
    known = {entry["name"] for entry in declared().values()} - NEVER_EMITTED
    assert known - happened == set()
