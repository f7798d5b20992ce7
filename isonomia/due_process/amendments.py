"""Amendments of the charter: what is in force, what is proposed, and how many endorse it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isonomia import words
from isonomia.contract_views import ContractViews, Question
from isonomia.errors import IsonomiaError
from isonomia.proposals import Proposal
from isonomia.words import hexed

#: What people type for the contract whose parameters are amended, and the contracts' numbers.
TARGETS = {"ledger": 1, "pool": 2, "cases": 3, "assembly": 4}


class AmendmentError(IsonomiaError):
    """An amendment that cannot be put together; the words name the parameter and the remedy."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an amendment has come: communities that endorse it, and all there are."""

    endorsements: int
    communities: int

    @property
    def needed(self) -> int:
        """Endorsements that let it pass."""
        return -(-2 * self.communities // 3)


def parameters_of(views: ContractViews, target: str) -> dict[str, int]:
    """Return the parameters of a contract in force, by name in the order of the charter."""
    found = views.ask([Question(getattr(views.deployment, target), "charter")])[0]
    return dict(found._asdict())


def amended(present: dict[str, int], changes: Sequence[str]) -> list[int]:
    """Return all values with some of them changed, in the order of the charter.

    Args:
        present: parameters in force by name
        changes: ``name=value`` each; names as in the charter file or as in the contract

    Raises:
        AmendmentError: no such parameter, named twice, or no number
    """
    names = {_folded(name): name for name in present}
    values: dict[str, int] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        known = names.get(_folded(name))
        if not equals or known is None:
            raise AmendmentError(
                f"{change!r} changes nothing here: give name=value with one of {', '.join(present)}"
            )
        if known in values:
            raise AmendmentError(f"{name} is given twice: take one of them away")
        if not re.fullmatch("[0-9]{1,78}", text):
            raise AmendmentError(f"{name} {text!r}: give a whole number")
        values[known] = int(text)
    if not values:
        raise AmendmentError("nothing is changed: give name=value at least once")
    return list((present | values).values())


def standing(views: ContractViews, proposal: Proposal) -> Standing:
    """Return how many communities endorse an amendment."""
    assembly, communities = views.deployment.assembly, views.communities
    return Standing(
        *views.ask(
            [
                Question(assembly, "endorsementsOf", (proposal.amendment,)),
                Question(communities, "communityCount"),
            ]
        )
    )


def told_charter(views: ContractViews, target: str) -> Iterator[tuple[str, str]]:
    """Tell the parameters of a contract, and whether an amendment waits for its day."""
    for name, value in parameters_of(views, target).items():
        yield f"{target}.{name}", str(value)
    [day] = views.ask([Question(getattr(views.deployment, target), "amendmentDay")])
    if day:
        yield f"{target} amendment", f"passed; holds from {words.day(day)} on"


def told_standing(proposal: Proposal, found: Standing) -> str:
    """Tell how far an amendment has come."""
    from_day = words.day(proposal.from_day)
    if found.endorsements >= found.needed:
        return f"Amendment {hexed(proposal.amendment)} has passed: it holds from {from_day} on"
    return (
        f"Amendment {hexed(proposal.amendment)}, from {from_day} on: {found.endorsements} of "
        f"{found.communities} communities endorse it, {found.needed} let it pass"
    )


def _folded(name: Any) -> str:
    return str(name).replace("_", "").lower()
