"""Every tampering of the suite, by name."""

from __future__ import annotations

from tests.tamper import storage_cases
from tests.tamper.catalogue import Tampering

CASES: dict[str, Tampering] = {
    f"{tampering.kind}: {name}": tampering
    for groups in (storage_cases.GROUPS,)
    for group in groups
    for name, tampering in group.items()
}
