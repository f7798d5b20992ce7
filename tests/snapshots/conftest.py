import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent

Snapshot = Callable[[str, Any], None]


@pytest.fixture(scope="session")
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """Compare a value with the file of that name, or write the file with `--update-snapshots`.

    Within one run a file is written once: a second chain has to agree with the first.
    """
    update = request.config.getoption("--update-snapshots")
    written: set[str] = set()

    def compare(name: str, value: Any) -> None:
        path = FOLDER / f"{name}.json"
        found = json.dumps(value, indent=2) + "\n"
        if update and name not in written:
            written.add(name)
            path.write_text(found)
        expected = path.read_text()
        if found != expected:
            lines = difflib.unified_diff(
                expected.splitlines(), found.splitlines(), path.name, "found", lineterm="", n=2
            )
            pytest.fail(
                "\n".join(lines)
                + "\n\nWhen this is meant: pytest tests/snapshots --update-snapshots",
                pytrace=False,
            )

    return compare
