"""Refuse when a line or a branch of the ledger or of the libraries it stands on is not tested.

Usage: python tools/check_solidity_coverage.py LCOV_FILE
"""

import re
import sys
from pathlib import Path

COMPLETE = (
    "contracts/Ledger.sol",
    "contracts/Communities.sol",
    "contracts/Pool.sol",
    "contracts/libraries/AwardChain.sol",
    "contracts/libraries/Calendar.sol",
    "contracts/libraries/CommunitiesBounds.sol",
    "contracts/libraries/CouncilSeats.sol",
    "contracts/libraries/CouncilWord.sol",
    "contracts/libraries/Credits.sol",
    "contracts/libraries/LedgerBounds.sol",
    "contracts/libraries/Lists.sol",
    "contracts/libraries/Overlays.sol",
    "contracts/libraries/LotterySigned.sol",
    "contracts/libraries/PersonWord.sol",
    "contracts/libraries/PoolBounds.sol",
    "contracts/libraries/Quality.sol",
    "contracts/libraries/RuleWord.sol",
    "contracts/libraries/Signatures.sol",
    "contracts/libraries/SignedTypes.sol",
)


def lines_not_reached(lcov: str) -> dict[str, set[int]]:
    """Return, for each source in an LCOV report, the lines that hold something not reached."""
    missed: dict[str, set[int]] = {}
    source = ""
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            source = rest
            missed[source] = set()
        elif kind in ("DA", "BRDA"):
            fields = rest.split(",")
            if fields[-1] in ("0", "-"):
                missed[source].add(int(fields[0]))
    return missed


def assembly_lines(source: str) -> set[int]:
    """Return the lines of inline assembly, of which Foundry does not see whether they ran."""
    lines, depth = set(), 0
    for number, text in enumerate(source.splitlines(), start=1):
        if depth or re.search(r"\bassembly\b.*\{", text):
            lines.add(number)
            depth += text.count("{") - text.count("}")
    return lines


def main() -> None:
    """Print each gap; the exit code is 1 when there is one."""
    missed = lines_not_reached(Path(sys.argv[1]).read_text())
    gaps = [
        f"{source}:{line}: not reached by tests/forge, or one branch of it"
        for source in COMPLETE
        for line in sorted(missed.get(source, set()) - assembly_lines(Path(source).read_text()))
    ]
    gaps += [f"{source}: not in the report" for source in COMPLETE if source not in missed]
    print("\n".join(gaps) or f"complete: lines and branches of {len(COMPLETE)} sources")
    sys.exit(1 if gaps else 0)


if __name__ == "__main__":
    main()
