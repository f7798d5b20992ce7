"""What is built loads nothing from elsewhere, and both languages say everything.

policy    nothing but the page's own script, style, and nodes the reader names
messages  the same keys and values in every language | every key that the sources use
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from isonomia.build import ROOT

WEB = ROOT / "web"
MESSAGES = {path.stem: json.loads(path.read_text()) for path in (WEB / "messages").glob("*.json")}


def values_of(message: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", message))


@pytest.mark.req("Y4")
def test_policy__of_the_page__allows_no_inline_script_and_no_other_host(built: Path) -> None:
    page = (built / "index.html").read_text()
    policy = re.search(r'Content-Security-Policy"\s+content="([^"]+)"', page)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "data: blob:",
        "connect-src": "http: https:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == ["data:,", "styles.css", "page.js"]
    assert "url(" not in (built / "styles.css").read_text()


@pytest.mark.req("Y4")
def test_messages__of_every_language__have_the_same_keys_and_values() -> None:
    english = MESSAGES["en"]
    assert set(MESSAGES) == {"en", "pt"}
    for language, messages in MESSAGES.items():
        assert list(messages) == list(english), language
        for key, message in messages.items():
            assert values_of(message) == values_of(english[key]), (language, key)


@pytest.mark.req("Y4")
def test_messages__that_the_sources_name__exist() -> None:
    sources = "\n".join(path.read_text() for path in (WEB / "src").rglob("*.js*"))
    named = set(re.findall(r"\bt\('([\w.-]+)'", sources))
    named |= {f"error.{key}" for key in re.findall(r"PlainError\('([\w-]+)'", sources)}
    named |= set(re.findall(r"'((?:status|numbers)\.\w+)'", sources))
    assert len(named) > 50
    assert named <= set(MESSAGES["en"])


@pytest.mark.req("Y4")
def test_messages__of_every_language__are_used_and_say_something() -> None:
    sources = "\n".join(path.read_text() for path in (WEB / "src").rglob("*.js*"))
    beginnings = tuple(re.findall(r"`([\w-]+\.)[\w.]*\$\{", sources))
    for language, messages in MESSAGES.items():
        for key, message in messages.items():
            assert message.strip(), (language, key)
            used = f"'{key}'" in sources or key.startswith((*beginnings, "numbers.", "column."))
            names_section = f'id="{key.removesuffix(".title")}"' in sources
            assert used or names_section or key.removeprefix("error.") in sources, key


@pytest.mark.req("Y4", "C1", "Q3")
@pytest.mark.parametrize("name", ["replay", "vectors"])
def test_ledger__without_a_chain__gives_what_it_should(name: str) -> None:
    tests = Path(__file__).with_name(f"{name}.test.mjs")
    done = subprocess.run(["node", "--test", str(tests)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
