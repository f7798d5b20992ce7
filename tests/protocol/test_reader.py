"""Another program reads the vectors: it shares no code with ours, and takes what it can from docs.

```
tests/protocol/reader (JavaScript, Node's own test runner)
├── steps    folds every file: what each step says it looks at, what it leaves, its digest
├── rules    carries out every step, genesis included, by docs/rules.md
├── views    answers what can be asked of a state
├── logs     reads raw logs by the tables and the grammar of docs/protocol.md: events, acts, actions
├── storage  finds every slot by the page's formulas, reads its words, makes the roots
├── proofs   checks headers, accounts, slots and receipts
└── chain    verifies a deployment: from its logs alone to the storage that a block hash proves
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
