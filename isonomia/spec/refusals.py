"""How the specification says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """An action the rules do not allow.

    Attributes:
        name: the name of the Solidity error
        values: its values, in the same order
    """

    def __init__(self, name: str, *values: int | bytes | str) -> None:
        super().__init__(name, *values)
        self.name = name
        self.values = values

    def __str__(self) -> str:
        shown = (
            f"0x{value.hex()}" if isinstance(value, bytes) else str(value) for value in self.values
        )
        return f"{self.name}({', '.join(shown)})"
