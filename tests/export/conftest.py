"""A town made without a node, and its export; both are read by many tests and changed by none."""

from __future__ import annotations

from pathlib import Path

import pytest

from isonomia.export.making import write
from tests.export.town import Town, busy_town, source_of

#: So few that the town fills several parts.
ROWS_PER_PART = 600


@pytest.fixture(scope="session")
def town() -> Town:
    """A town with everything of bulk kinds, and much that refers to it."""
    return busy_town()


@pytest.fixture(scope="session")
def exported(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its export."""
    out = tmp_path_factory.mktemp("town") / "export"
    write(source_of(town, blocks=5), out, ROWS_PER_PART)
    return out
