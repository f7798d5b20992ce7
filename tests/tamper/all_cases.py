"""Every tampering of the suite, by name."""

from __future__ import annotations

from tests.tamper import (
    foreign_cases,
    log_cases,
    log_cases_decisions,
    log_cases_services,
    manifest_cases,
    node_cases,
    proof_cases,
    receipt_cases,
    storage_cases,
    storage_cases_decisions,
    view_cases,
)
from tests.tamper.catalogue import Tampering

MODULES = (
    *(storage_cases, storage_cases_decisions, foreign_cases),
    *(log_cases, log_cases_decisions, log_cases_services, node_cases),
    *(view_cases, manifest_cases, proof_cases, receipt_cases),
)
CASES: dict[str, Tampering] = {
    f"{tampering.kind}: {name}": tampering
    for module in MODULES
    for group in module.GROUPS
    for name, tampering in group.items()
}
