"""The safeguards in words: what is claimed, whose harm it rules out, and by what.

`python -m tests.safeguards.claims` writes docs/safeguards.md from this and the tests beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "safeguards.md"

_HEAD = """# Safeguards

Written by `python -m tests.safeguards.claims`; do not edit. Each claim is to hold by \
construction: not because people behave, but because no function does otherwise. Every row has a \
test module of its own in `tests/safeguards`, which tries to break it on the specification and on \
the deployed bytecode; `make test` runs them all.

| | claim | a harm it rules out | by what |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Claim:
    """One safeguard.

    Attributes:
        id: as in the requirements
        claim: the sentence that is tested
        harm: what has been done to people elsewhere that this rules out
        mechanism: what makes it so
        module: file with its tests
    """

    id: str
    claim: str
    harm: str
    mechanism: str
    module: str


CLAIMS = (
    Claim(
        "S1",
        "credits cannot be transferred or sold",
        "rights bought from those in need by those with money",
        "what is spent goes to nobody; no function moves credits between people, none is payable",
        "test_s1_no_trade.py",
    ),
    Claim(
        "S2",
        "no penalty lowers quantity",
        "fines and cuts of benefits that push people below what they live on",
        "credits follow from the month of birth and the rate, less what the person signed away",
        "test_s2_no_penalty_on_credits.py",
    ),
    Claim(
        "S3",
        "Essential service needs no quality",
        "travel bans and refusal of care, school or housing by score",
        "an order of an Essential service is taken without reading quality at all",
        "test_s3_essential_for_all.py",
    ),
    Claim(
        "S4",
        "no penalty before notice and appeal",
        "punishment somebody learns of when a door is shut",
        "a case changes nothing until notice has passed unappealed, or two panels have spoken",
        "test_s4_no_penalty_before_appeal.py",
    ),
    Claim(
        "S5",
        "no decision without appeal; silence favours the citizen",
        "scores nobody can appeal, and complaints that nobody answers",
        "nobody who cannot appeal can be accused; every deadline that passes ends the case",
        "test_s5_silence_favours_the_citizen.py",
    ),
    Claim(
        "S6",
        "no permanent record: every deduction ends",
        "records that follow people for life",
        "a deduction carries its last day from the start, at most five years off",
        "test_s6_every_deduction_ends.py",
    ),
    Claim(
        "S7",
        "no guilt by association: a case changes its subject and nobody else",
        "relatives, friends and neighbours punished with somebody",
        "a case names one identity; nothing anywhere links two",
        "test_s7_no_guilt_by_association.py",
    ),
    Claim(
        "S8",
        "no single key changes anyone's state; no upgrade",
        "an official, a company or an intruder who rewrites the list",
        "k of n seats sign; there is no owner, proxy or setter",
        "test_s8_no_single_key.py",
    ),
    Claim(
        "S9",
        "no secret or retroactive rule",
        "secret algorithms, and conduct punished that was allowed when it happened",
        "rules stand on chain with their text's hash before they hold, and bind later acts only",
        "test_s9_no_secret_rule.py",
    ),
    Claim(
        "S10",
        "no personal data, no list of people by quality",
        "blacklists and public shaming",
        "an identity is a keyed hash; no view, event index or command sorts or lists people",
        "test_s10_no_personal_data.py",
    ),
    Claim(
        "S11",
        "leaving the quality layer costs no basic right",
        "systems one cannot leave",
        "opting out takes one signature; credits and Essential services stay as they were",
        "test_s11_leaving_is_free.py",
    ),
    Claim(
        "S12",
        "quality cannot be bought or aimed at a chosen person",
        "privileges for sale, and favours for friends",
        "gifts go to a pool without names; verifiable lots decide who receives",
        "test_s12_no_aimed_quality.py",
    ),
    Claim(
        "S13",
        "nobody needs money to appeal, vote, enter or redeem",
        "rights only those can use who pay fees",
        "every act is a signature that anybody may relay; no function takes ether",
        "test_s13_no_money_needed.py",
    ),
)


def shown_by(module: str) -> Iterator[str]:
    """Yield the names of a module's tests, in the order they stand in."""
    for node in ast.walk(ast.parse((FOLDER / module).read_text())):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def page() -> str:
    """Return docs/safeguards.md."""
    rows = "".join(f"| {c.id} | {c.claim} | {c.harm} | {c.mechanism} |\n" for c in CLAIMS)
    parts = [_HEAD + rows]
    for claim in CLAIMS:
        tests = "".join(f"- {_told(name)}\n" for name in shown_by(claim.module))
        parts.append(
            f"\n## {claim.id}: {claim.claim}\n\n`tests/safeguards/{claim.module}` shows:\n\n{tests}"
        )
    return "".join(parts)


def _told(name: str) -> str:
    subject, *rest = name.removeprefix("test_").replace("__", "\n").split("\n")
    return f"{subject.replace('_', ' ')}: " + ", ".join(part.replace("_", " ") for part in rest)


if __name__ == "__main__":
    PAGE.write_text(page())
