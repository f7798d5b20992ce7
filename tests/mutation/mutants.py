"""Small faults in Solidity sources: operators, constants, and lines that are left out.

A mutator is a pattern and its replacement. Comments, declarations and the text of signed types are
left alone, as a fault there either does not compile or is no fault.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isonomia.build import CONTRACTS, DEPLOYED

#: Hashes of type strings: any change there fails every signature.
LEFT_OUT = ("interfaces", "types", "SignedTypes.sol")

_OPERATORS = {
    "<": "<=", ">": ">=", "<=": "<", ">=": ">", "==": "!=", "!=": "==",
    "+": "-", "-": "+", "*": "/", "/": "*", "%": "/",
    "&&": "||", "||": "&&", "<<": ">>", ">>": "<<", "&": "|", "|": "&",
    "+=": "-=", "-=": "+=",
}  # fmt: skip
_SWAPPED_NAMES = {"max": "min", "min": "max", "true": "false", "false": "true"}

_OPERATOR = re.compile(r"(?<= )(" + "|".join(re.escape(sign) for sign in _OPERATORS) + r")(?= )")
_NUMBER = re.compile(r"(?<![\w.\"])\d[\d_]*(?![\w.\"])")
_NAME = re.compile(r"\b(" + "|".join(_SWAPPED_NAMES) + r")\b")
_NEGATION = re.compile(r"!(?=[\w(])")
_CHECK = re.compile(r"if \([^;{}]*\) revert [^;]*;")
_REFUSAL = re.compile(r"(?<=    )revert \w[\w.]*\([^;]*\);")
_EMISSION = re.compile(r"emit \w+\([^;]*\);")
_IMPORT = re.compile(r'^import [^;]*?"([^"]+)";', re.MULTILINE)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(
    r"^(?:pragma|import|using|type)\b[^;]*;|^\s*(?:error|event)\b[^;]*;|\bstruct \w+ \{[^}]*\}",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Mutant:
    """One source file with one fault in it."""

    path: str
    line: int
    was: str
    becomes: str
    source: str

    def __str__(self) -> str:
        was = " ".join(self.was.split())
        return f"{self.path}:{self.line}: {was!r} becomes {self.becomes!r}"


def sources() -> dict[str, str]:
    """Return the contracts' sources by path from the root of the repository."""
    root = CONTRACTS.parent
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(CONTRACTS.rglob("*.sol"))
    }


def _deployed(everything: dict[str, str]) -> set[str]:
    """Return the paths of the deployed contracts and of everything of ours they import."""
    return set().union(*(imported_by(name, everything) for name in DEPLOYED))


def imported_by(contract: str, everything: dict[str, str]) -> set[str]:
    """Return the path of a deployed contract, and of everything of ours it imports."""
    found: set[str] = set()
    waiting = [f"contracts/{contract}.sol"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for imported in _IMPORT.findall(everything[path]):
            if imported.startswith("."):
                waiting.append(
                    posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))
                )
    return found


def all_mutants(everything: dict[str, str]) -> Iterator[Mutant]:
    """Yield every mutant of what is deployed, file by file and fault by fault."""
    for path in sorted(_deployed(everything)):
        if not any(part in LEFT_OUT for part in Path(path).parts):
            yield from mutants_of(path, everything[path])


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of one source."""
    code = _blanked(source)
    for found in _OPERATOR.finditer(code):
        yield _mutant(path, source, found, _OPERATORS[found[0]])
    for found in _NUMBER.finditer(code):
        yield _mutant(path, source, found, str(int(found[0].replace("_", "")) + 1))
    for found in _NAME.finditer(code):
        yield _mutant(path, source, found, _SWAPPED_NAMES[found[0]])
    for found in _NEGATION.finditer(code):
        yield _mutant(path, source, found, "")
    for pattern in (_CHECK, _REFUSAL, _EMISSION):
        for found in pattern.finditer(code):
            yield _mutant(path, source, found, "")


def _blanked(source: str) -> str:
    """Return the source with comments and declarations replaced by blanks of the same length."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    return _DECLARATION.sub(blank, _COMMENT.sub(blank, source))


def _mutant(path: str, source: str, found: re.Match[str], becomes: str) -> Mutant:
    start, end = found.span()
    return Mutant(
        path=path,
        line=source.count("\n", 0, start) + 1,
        was=source[start:end],
        becomes=becomes,
        source=source[:start] + becomes + source[end:],
    )
