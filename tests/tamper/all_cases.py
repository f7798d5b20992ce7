"""Every tampering of the suite, by name."""

from __future__ import annotations

from tests.tamper import log_cases, log_cases_decisions, log_cases_services, storage_cases
from tests.tamper.catalogue import Tampering

MODULES = (storage_cases, log_cases, log_cases_decisions, log_cases_services)
CASES: dict[str, Tampering] = {
    f"{tampering.kind}: {name}": tampering
    for module in MODULES
    for group in module.GROUPS
    for name, tampering in group.items()
}
