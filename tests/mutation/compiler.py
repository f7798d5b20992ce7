"""A compiler that stays loaded between mutants."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from isonomia import build
from tests.mutation.mutants import imported_by
from tests.mutation.mutants import sources as sources_as_they_are

Bytecode = dict[str, str]


class WarmCompiler:
    """Compiles what a changed source is part of, with as little of the optimiser as will do.

    A context manager: the process behind it ends with the block.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(Path(__file__).with_name("warm_compiler.js"))],
            cwd=build.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def compile(self, sources: dict[str, str]) -> Bytecode | None:
        """Return the creation code of each deployed contract, or None when it does not compile.

        Args:
            sources: text by path from the root of the repository
        """
        original = sources_as_they_are()
        changed = {path for path, text in sources.items() if original.get(path) != text}
        compiled = [name for name in build.DEPLOYED if changed & imported_by(name, sources)]
        output = self._answer(_standard_input(sources, compiled))
        if any(error["severity"] == "error" for error in output.get("errors", [])):
            return None
        found = output.get("contracts", {})
        return {name: build.load(name)["bytecode"] for name in build.DEPLOYED} | {
            name: "0x" + found[f"contracts/{name}.sol"][name]["evm"]["bytecode"]["object"]
            for name in compiled
        }

    def _answer(self, document: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(document) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _standard_input(sources: dict[str, str], contracts: list[str]) -> dict[str, Any]:
    document = build.standard_input()
    document["sources"] = {path: {"content": text} for path, text in sources.items()}
    document["settings"] |= {
        # Without the optimiser the stack has no room; its steps, which take longest, are none.
        "viaIR": True,
        "optimizer": {
            "enabled": True,
            "runs": 1,
            "details": {
                "yul": True,
                "yulDetails": {"stackAllocation": True, "optimizerSteps": ":"},
            },
        },
        # Two mutants that mean the same must have the same bytecode.
        "metadata": {"bytecodeHash": "none", "appendCBOR": False},
        "outputSelection": {
            f"contracts/{name}.sol": {name: ["evm.bytecode.object"]} for name in contracts
        },
    }
    return document
