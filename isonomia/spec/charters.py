"""Which parameters are in force on a day."""

from __future__ import annotations

from dataclasses import fields, replace

from isonomia.spec.state import Charter, State, Target

_NAMES = tuple(entry.name for entry in fields(Charter))
#: Which of the charter's parameters belong to the communities; these never change.
OF_THE_COMMUNITIES = slice(14, 17)
#: Which of them belong to the target of an amendment.
OF_TARGET = {
    Target.LEDGER: slice(0, 14),
    Target.POOL: slice(17, 22),
    Target.CASES: slice(22, 28),
    Target.ASSEMBLY: slice(28, 32),
    Target.SERVICES: slice(32, 35),
}


def charter_on(state: State, day: int) -> Charter:
    """Return the parameters in force on ``day``, from the day of the latest act on."""
    charter = state.charter
    for target, amendment in state.waiting.items():
        if amendment.from_day <= day:
            charter = amended(charter, target, amendment.values)
    return charter


def amended(charter: Charter, target: int, values: tuple[int, ...]) -> Charter:
    """Return a charter with other values of all parameters of one target."""
    names = _NAMES[OF_TARGET[Target(target)]]
    return replace(charter, **dict(zip(names, values, strict=True)))
