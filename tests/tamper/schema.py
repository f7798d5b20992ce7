"""Verdicts beside their published schema."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from isonomia.verdict import SCHEMA

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text()))


def require_valid(verdict: dict[str, Any]) -> None:
    """Fail unless a verdict is what the schema says, as other programs read it."""
    VALIDATOR.validate(json.loads(json.dumps(verdict)))
