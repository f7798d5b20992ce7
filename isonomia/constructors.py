"""What the constructors of the contracts take, from a charter and the addresses they will have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from isonomia import charter_checks
from isonomia.charter import Charter


def constructor_arguments(
    charter: Charter, charter_hash: bytes, addresses: Mapping[str, str]
) -> dict[str, tuple[Any, ...]]:
    """Return the arguments of every constructor by contract name, as the ABI orders them.

    Args:
        charter: what is deployed
        charter_hash: of the bytes of its file
        addresses: contract name -> address
    """
    beacon, ledger, communities, pool, panels = (
        addresses[name] for name in ("Beacon", "Ledger", "Communities", "Pool", "Panels")
    )
    later = (addresses[name] for name in ("Cases", "Assembly", "Services", "Findings"))
    offices = (communities, pool, *later)
    network = charter.network
    return {
        "Beacon": (network.public_key, network.genesis, network.period),
        "Ledger": (
            _parameters(charter, charter_checks.LEDGER_PARAMETERS),
            charter_hash,
            offices,
            [astuple(text) for text in charter.spec_rules()],
            charter.catalogue_hash(),
        ),
        "Communities": (
            ledger,
            _parameters(charter, charter_checks.COMMUNITIES_PARAMETERS),
            [
                (community.parent, community.threshold, [astuple(seat) for seat in community.seats])
                for community in charter.spec_communities()
            ],
        ),
        "Pool": (
            *(ledger, communities, beacon),
            _parameters(charter, charter_checks.POOL_PARAMETERS),
        ),
        "Panels": (ledger, communities, beacon),
        "Cases": (
            *(ledger, communities, panels),
            _parameters(charter, charter_checks.CASES_PARAMETERS),
            [astuple(text) for text in charter.spec_infractions()],
            charter.infractions_hash(),
        ),
        "Assembly": (
            *(ledger, communities, panels, beacon),
            _parameters(charter, charter_checks.ASSEMBLY_PARAMETERS),
        ),
        "Services": (
            *(ledger, communities),
            _parameters(charter, charter_checks.SERVICES_PARAMETERS),
        ),
        "Findings": (
            *(ledger, communities, panels),
            [astuple(text) for text in charter.spec_standards()],
            charter.standards_hash(),
        ),
    }


def _parameters(charter: Charter, names: Sequence[str]) -> tuple[int, ...]:
    values = charter_checks.values_of(charter.to_spec())
    return tuple(values[name] for name in names)
