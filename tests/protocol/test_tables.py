"""docs/protocol.md says what the contracts and the specification are.

```
docs/protocol.md
├── every table between marks is the one made from ABIs, storage layouts, words and records
├── every action has a line that says from which logs it follows
└── every event stands in the grammar of acts or in genesis
```
"""

from __future__ import annotations

import re
import typing

import pytest

from isonomia.spec.actions import Action
from tests.protocol.make_tables import PAGE, written
from tests.spec.test_spec_names import event_kinds

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]


def part(title: str) -> str:
    """Return what stands under a heading, up to the next one of any level."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f" {title}\n")
    assert rest, f"docs/protocol.md has no part {title}"
    return re.split(r"\n#+ ", rest)[0]


def test_tables__of_the_protocol__are_those_of_the_source() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "run: python -m tests.protocol.make_tables"


def test_actions__of_the_specification__each_follow_from_logs_that_are_named() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", part("From logs to actions"), re.MULTILINE)
    named = set(re.findall(r"`([A-Z]\w+)`", " ".join(rows)))
    kinds = {kind.__name__ for kind in typing.get_args(Action)}
    assert kinds - named == set()


def test_events__of_the_specification__stand_in_the_grammar_or_in_genesis() -> None:
    named = set(re.findall(r"\b[A-Z]\w+", part("Acts") + part("Genesis")))
    assert {kind.__name__ for kind in event_kinds()} - named == set()
