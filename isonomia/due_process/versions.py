"""Which version of a published rule or standard holds on a day."""

from __future__ import annotations

from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Contract


def version_on(
    views: ContractViews, contract: Contract, names: tuple[str, str], number: int, day: int
) -> int | None:
    """Return the number of the version in force on a day; the first, to be refused, when none is.

    None when nothing of that number was ever published.

    Args:
        views: the contracts at a block
        contract: where it is published
        names: of the views that count versions and that return one
        number: of the rule or standard
        day: counted from 1970-01-01
    """
    counting, reading = names
    [count] = views.ask([Question(contract, counting, (number,))])
    if not count:
        return None
    versions = range(1, count + 1)
    found = views.ask([Question(contract, reading, (number, version)) for version in versions])
    holding = (
        version
        for version, view in zip(versions, found, strict=True)
        if view.fromDay <= day < view.untilDay
    )
    return next(holding, 1)
