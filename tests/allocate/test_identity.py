"""Identity hashes: one spelling, one hash, and only with a good pepper.

identity_hash
├── published vectors -> as published
├── the same identifier in another spelling -> the same hash
├── another identifier, jurisdiction or pepper -> another hash
├── a hash, an empty one, other signs -> refused
└── a short pepper -> refused
load_pepper
├── as written by new_pepper -> 32 bytes
└── missing, exposed, short, no hexadecimal, a pattern -> refused
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import stat
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from isonomia import build
from isonomia.identity import (
    IdentifierError,
    PepperError,
    canonical,
    identity_hash,
    load_pepper,
    new_pepper,
)
from tests.allocate.registry import PEPPER

PAGE = build.ROOT / "docs" / "identity.md"
PUBLISHED = json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)[1])
NUMBER = "PT-1234.567"


def pepper_file(folder: Path, content: str, mode: int = 0o600) -> Path:
    path = folder / "pepper"
    path.write_text(content)
    path.chmod(mode)
    return path


@pytest.mark.req("P1")
@pytest.mark.parametrize("vector", PUBLISHED["vectors"], ids=lambda vector: vector["identifier"])
def test_identity_hash__published_vectors__as_published(vector: dict[str, str]):
    pepper = bytes.fromhex(PUBLISHED["pepper"])
    assert canonical(vector["identifier"]) == vector["canonical"]
    found = identity_hash(pepper, vector["jurisdiction"], vector["identifier"])
    assert "0x" + found.hex() == vector["hash"]


@pytest.mark.req("P1")
def test_identity_hash__as_the_page_says__is_an_hmac_over_prefixed_parts():
    message = b"isonomia/identity/1" + b"\0\0\0\x05pilot" + b"\0\0\0\x09pt1234567"
    expected = hmac.new(PEPPER, message, hashlib.sha256).digest()
    assert identity_hash(PEPPER, "Pilot", NUMBER) == expected


@pytest.mark.req("P1")
@pytest.mark.parametrize(
    "spelling",
    [
        "pt1234567",
        " PT 1234 567 ",
        "PT_1234/567",
        "PT\u20131234\u2014567",
        "pt\u200b1234567",
    ],
)
def test_identity_hash__same_identifier_in_another_spelling__same_hash(spelling: str):
    assert identity_hash(PEPPER, "Pilot", spelling) == identity_hash(PEPPER, "Pilot", NUMBER)


@pytest.mark.req("P1")
def test_identity_hash__anything_else_different__another_hash():
    hashes = {
        identity_hash(PEPPER, "Pilot", NUMBER),
        identity_hash(PEPPER, "Pilot", "PT-1234.568"),
        identity_hash(PEPPER, "Other", NUMBER),
        identity_hash(PEPPER, "Pilotp", "t1234567"),
        identity_hash(PEPPER[::-1], "Pilot", NUMBER),
        hashlib.sha256(canonical(NUMBER).encode()).digest(),
        keccak(text=canonical(NUMBER)),
    }
    assert len(hashes) == 7


HASHES = {
    "md5": hashlib.md5(b"x").hexdigest(),
    "address": "0x" + keccak(text="x").hex()[:40],
    "sha-1": hashlib.sha1(b"x").hexdigest(),
    "sha-224": hashlib.sha224(b"x").hexdigest(),
    "sha-256": hashlib.sha256(b"x").hexdigest(),
    "sha-256 in capitals": hashlib.sha256(b"x").hexdigest().upper(),
    "sha-256 with its name": "sha256:" + hashlib.sha256(b"x").hexdigest(),
    "keccak with 0x": "0x" + keccak(text="x").hex(),
    "fingerprint": hashlib.sha256(b"x").digest().hex(":"),
    "sha-384": hashlib.sha384(b"x").hexdigest(),
    "sha-512": hashlib.sha512(b"x").hexdigest(),
    "base64": "LXEWQrcmsEQBYnyp++wy9chTD7GQPMTbAiWHF5IaSIE=",
}


@pytest.mark.req("P1")
@pytest.mark.parametrize("bare_hash", HASHES.values(), ids=HASHES)
def test_identity_hash__bare_hash_of_an_identifier__refused(bare_hash: str):
    with pytest.raises(IdentifierError, match="looks like a hash"):
        identity_hash(PEPPER, "Pilot", bare_hash)


@pytest.mark.req("P1")
@pytest.mark.parametrize(
    "identifier",
    ["550e8400-e29b-41d4-a716-446655440000", "1" * 40, "ce2fdf3a5b1eb57a4e47", "cafe"],
)
def test_identity_hash__long_numbers_and_uuids__accepted(identifier: str):
    assert len(identity_hash(PEPPER, "Pilot", identifier)) == 32


@pytest.mark.req("P1")
@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("", "is empty"),
        (" -/. ", "is empty"),
        ("a@b", "COMMERCIAL AT"),
        ("12\x0034", "U\\+0000"),
        ("½", "FRACTION SLASH|VULGAR"),
        ("9" * 257, "257 characters"),
    ],
)
def test_identity_hash__what_is_no_identifier__refused(identifier: str, words: str):
    with pytest.raises(IdentifierError, match=words):
        identity_hash(PEPPER, "Pilot", identifier)


@pytest.mark.req("P1")
def test_identity_hash__short_pepper_or_no_jurisdiction__refused():
    with pytest.raises(PepperError, match="31 bytes"):
        identity_hash(PEPPER[1:], "Pilot", NUMBER)
    with pytest.raises(IdentifierError, match="jurisdiction"):
        identity_hash(PEPPER, " ", NUMBER)


@pytest.mark.req("P1")
def test_new_pepper__written_and_loaded__32_bytes_for_the_owner_only(tmp_path: Path):
    path = tmp_path / "pepper"
    new_pepper(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    pepper = load_pepper(path)
    assert len(pepper) == 32
    with pytest.raises(PepperError, match="exists already"):
        new_pepper(path)
    assert load_pepper(path) == pepper


@pytest.mark.req("P1")
def test_new_pepper__two_of_them__differ(tmp_path: Path):
    new_pepper(tmp_path / "one")
    new_pepper(tmp_path / "other")
    assert load_pepper(tmp_path / "one") != load_pepper(tmp_path / "other")


@pytest.mark.req("P1")
def test_load_pepper__missing__says_how_to_make_one(tmp_path: Path):
    with pytest.raises(PepperError, match="isonomia identity new-pepper"):
        load_pepper(tmp_path / "nowhere")


@pytest.mark.req("P1")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o602])
def test_load_pepper__others_can_reach_it__refused(tmp_path: Path, mode: int):
    path = pepper_file(tmp_path, PEPPER.hex(), mode)
    with pytest.raises(PepperError, match="chmod 600"):
        load_pepper(path)


@pytest.mark.req("P1")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "0 bytes"),
        (PEPPER.hex()[:62], "31 bytes"),
        ("a secret word", "not hexadecimal"),
        (PEPPER.hex()[1:], "not hexadecimal"),
        ("00" * 32, "not random"),
        ("abcdef01" * 8, "not random"),
        (bytes(range(32)).hex(), "not random"),
        (bytes(range(0, 256, 8)).hex(), "not random"),
    ],
)
def test_load_pepper__short_or_not_random__refused(tmp_path: Path, content: str, words: str):
    with pytest.raises(PepperError, match=words):
        load_pepper(pepper_file(tmp_path, content))


@pytest.mark.req("P1")
def test_pepper__where_no_file_can_be__said_in_words(tmp_path: Path):
    with pytest.raises(PepperError, match="cannot be written"):
        new_pepper(tmp_path / "no folder" / "pepper")
    with pytest.raises(PepperError, match="cannot be read"):
        load_pepper(tmp_path)
