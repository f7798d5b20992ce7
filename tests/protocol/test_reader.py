"""Another program, written from docs/protocol.md and docs/rules.md alone, reads the vectors.

```
tests/protocol/reader (JavaScript, Node's own test runner)
├── folds every file of steps: what each says it looks at, what it leaves, its digest
├── carries out the actions of people, quality, credits, lottery and services by the rules
├── reads raw logs by the tables of docs/protocol.md: events, acts, actions
└── checks headers, accounts, slots and receipts
```
"""

from __future__ import annotations

import re
import subprocess

import pytest

from isonomia import build

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1", "Y2")]

READER = build.ROOT / "tests" / "protocol" / "reader"
TESTS = sorted(path.name for path in READER.glob("*.test.mjs"))


@pytest.mark.parametrize("name", TESTS)
def test_reader__of_another_language__agrees_with_the_vectors(name: str) -> None:
    command = ["node", "--test", "--test-reporter=tap", str(READER / name)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=build.ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None, done.stdout
    assert int(passed[1]) > 0
