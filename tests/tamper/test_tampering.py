"""Whatever somebody tampers with is found, and the first divergence is the right one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from isonomia.divergence import Divergence
from isonomia.proofs.checking import Wanted
from isonomia.verify import Artifacts, verify
from tests.tamper.all_cases import CASES
from tests.tamper.catalogue import Kind, Node, Tampering
from tests.tamper.everything import Everything
from tests.tamper.schema import require_valid
from tests.verify.lying_node import honest, lying_node

#: What is the node's own doing, and so is tried on each kind of chain.
ON_EITHER_CHAIN = (Kind.STORAGE, Kind.CODE)
#: Lies are told by a proxy and the same in front of every chain: one of so many is tried on all.
LIES_PER_SAMPLE = 10


Roots = list[tuple[str, str]]


def roots(lived: Everything) -> Roots:
    """Return the hash of code and storage of each contract: what they have now, all of it."""
    asked = [("eth_getProof", [at, [], "latest"]) for at in lived.manifest.addresses.values()]
    return [(one["codeHash"], one["storageHash"]) for one in lived.chain.batch(asked)]


@pytest.fixture(scope="module")
def agreed(everything: Everything, compiled: Artifacts) -> Iterator[Roots]:
    """The untampered twin: everything agrees with it, first and last, through an honest proxy."""

    def require_agreement() -> Roots:
        with lying_node(everything.dev.url, honest) as url:
            verdict = verify(
                url,
                everything.manifest,
                compile_sources=lambda: compiled,
                proofs=Wanted.DEMANDED,
            )
        assert verdict.divergence is None, verdict.divergence.sentence()
        return roots(everything)

    before = require_agreement()
    yield before
    assert require_agreement() == before


def found(node: Node, compiled: Artifacts, tampering: Tampering) -> Divergence | None:
    """Return the first divergence that a verifier finds."""
    verdict = verify(node.url, node.manifest, compile_sources=lambda: compiled, **tampering.options)
    require_valid(verdict.as_dict())
    return verdict.divergence


def cases() -> list[Any]:
    """Return the name of each case, marked where it is for one kind of chain alone."""
    return [
        pytest.param(name, marks=pytest.mark.only_on(*only) if (only := only_on(at, one)) else ())
        for at, (name, one) in enumerate(CASES.items())
    ]


def only_on(at: int, tampering: Tampering) -> tuple[str, ...]:
    """Return the kinds of chain a case is for; none for all of them."""
    if tampering.only_on is not None:
        return (tampering.only_on,)
    is_for_all = tampering.kind in ON_EITHER_CHAIN or at % LIES_PER_SAMPLE == 0
    return () if is_for_all else ("anvil",)


@pytest.mark.req("Y2")
@pytest.mark.parametrize("what", cases())
def test_verify__tampered__is_found_and_named(
    everything: Everything, compiled: Artifacts, agreed: Roots, what: str
) -> None:
    tampering = CASES[what]
    with tampering.way(everything) as node:
        divergence = found(node, compiled, tampering)
    tampering.told.require(divergence, everything)
    assert roots(everything) == agreed, "the twin is not what everything agreed on"


@pytest.mark.req("Y2")
@pytest.mark.only_on("anvil")
def test_verify__two_things_tampered__names_the_first_and_counts_the_other(
    everything: Everything, compiled: Artifacts
) -> None:
    first = CASES["storage: number of a council's next act"]
    second = CASES["storage: root of a batch"]
    with first.way(everything), second.way(everything) as node:
        verdict = verify(node.url, node.manifest, compile_sources=lambda: compiled)
    first.told.require(verdict.divergence, everything)
    assert verdict.others == 1
