"""Refuse when a line or a branch of the contracts is not tested.

Usage: python tools/check_solidity_coverage.py LCOV_FILE
"""

import re
import sys
from pathlib import Path

# All but HashToCurve, which also refuses failures of precompiles that no chain shows.
COMPLETE = (
    "contracts/Assembly.sol",
    "contracts/Beacon.sol",
    "contracts/Cases.sol",
    "contracts/Communities.sol",
    "contracts/Findings.sol",
    "contracts/Ledger.sol",
    "contracts/Panels.sol",
    "contracts/Pool.sol",
    "contracts/Services.sol",
    "contracts/cases/CaseFiles.sol",
    "contracts/cases/CaseFiling.sol",
    "contracts/findings/FindingFiles.sol",
    "contracts/findings/FindingFiling.sol",
    "contracts/libraries/Answers.sol",
    "contracts/libraries/AssemblyBounds.sol",
    "contracts/libraries/AssemblySigned.sol",
    "contracts/libraries/AwardChain.sol",
    "contracts/libraries/BeaconBinding.sol",
    "contracts/libraries/Calendar.sol",
    "contracts/libraries/CaseSigned.sol",
    "contracts/libraries/CaseStates.sol",
    "contracts/libraries/CaseWord.sol",
    "contracts/libraries/CasesBounds.sol",
    "contracts/libraries/CharterBounds.sol",
    "contracts/libraries/CommunitiesBounds.sol",
    "contracts/libraries/CouncilSeats.sol",
    "contracts/libraries/CouncilWord.sol",
    "contracts/libraries/Credits.sol",
    "contracts/libraries/DueProcess.sol",
    "contracts/libraries/Effects.sol",
    "contracts/libraries/FindingSigned.sol",
    "contracts/libraries/InfractionWord.sol",
    "contracts/libraries/Infractions.sol",
    "contracts/libraries/LedgerBounds.sol",
    "contracts/libraries/Lists.sol",
    "contracts/libraries/LotterySigned.sol",
    "contracts/libraries/Mandates.sol",
    "contracts/libraries/MerkleTree.sol",
    "contracts/libraries/OfferWord.sol",
    "contracts/libraries/Orders.sol",
    "contracts/libraries/OrganisationWord.sol",
    "contracts/libraries/Overlays.sol",
    "contracts/libraries/PendingCharters.sol",
    "contracts/libraries/PersonWord.sol",
    "contracts/libraries/PoolBounds.sol",
    "contracts/libraries/Quality.sol",
    "contracts/libraries/RuleBounds.sol",
    "contracts/libraries/RuleWord.sol",
    "contracts/libraries/ServicesBounds.sol",
    "contracts/libraries/ServicesSigned.sol",
    "contracts/libraries/Signatures.sol",
    "contracts/libraries/SignedTypes.sol",
    "contracts/libraries/Sortition.sol",
    "contracts/libraries/StandardWord.sol",
    "contracts/libraries/Standards.sol",
    "contracts/libraries/Wiring.sol",
    "contracts/services/Providers.sol",
)

# Straight after a line that is reached, and nothing of it is left in the code.
WITHOUT_CODE = {("contracts/cases/CaseFiling.sol", "return true;")}

Lines = dict[int, int]


def counts(lcov: str) -> dict[str, tuple[Lines, dict[tuple[int, str], int]]]:
    """Return, for each source in an LCOV report, how often each line ran, and each branch.

    A branch is named by the line of its condition and by its path: "0" is the first, "1" the else.
    """
    found: dict[str, tuple[Lines, dict[tuple[int, str], int]]] = {}
    source = ""
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            source = rest
            found[source] = ({}, {})
        elif kind == "DA":
            line, times = rest.split(",")
            found[source][0][int(line)] = int(times)
        elif kind == "BRDA":
            line, _, path, taken = rest.split(",")
            found[source][1][int(line), path] = 0 if taken == "-" else int(taken)
    return found


def else_body(source: list[str], condition: int) -> int | None:
    """Return the number of the first line that the else of a condition runs, if it has one.

    The line of the condition ends in the brace that opens its block.
    """
    depth = 1
    for number, text in enumerate(source[condition:], start=condition + 1):
        if depth == 1 and text.lstrip().startswith("} else"):
            return number if "if (" in text else number + 1
        depth += text.count("{") - text.count("}")
        if depth == 0:
            return None
    return None


def lines_not_reached(lcov: str) -> dict[str, set[int]]:
    """Return, for each source in an LCOV report, the lines that hold something not reached.

    Of an else Foundry at times counts the lines and not the branch: its first line decides.
    """
    missed = {}
    for source, (lines, branches) in counts(lcov).items():
        missed[source] = {line for line, times in lines.items() if times == 0}
        text = Path(source).read_text().splitlines()
        for (line, path), times in branches.items():
            body = else_body(text, line) if path == "1" else None
            if times == 0 and not (body and lines.get(body)):
                missed[source].add(line)
    return missed


def unseen_lines(source: str) -> set[int]:
    """Return the lines of which Foundry does not see whether they ran: assembly above all."""
    lines, depth = set(), 0
    for number, text in enumerate(Path(source).read_text().splitlines(), start=1):
        if depth or re.search(r"\bassembly\b.*\{", text):
            lines.add(number)
            depth += text.count("{") - text.count("}")
        if (source, text.strip()) in WITHOUT_CODE:
            lines.add(number)
    return lines


def main() -> None:
    """Print each gap; the exit code is 1 when there is one."""
    missed = lines_not_reached(Path(sys.argv[1]).read_text())
    gaps = [
        f"{source}:{line}: not reached by tests/forge, or one branch of it"
        for source in COMPLETE
        for line in sorted(missed.get(source, set()) - unseen_lines(source))
    ]
    gaps += [f"{source}: not in the report" for source in COMPLETE if source not in missed]
    print("\n".join(gaps) or f"complete: lines and branches of {len(COMPLETE)} sources")
    sys.exit(1 if gaps else 0)


if __name__ == "__main__":
    main()
