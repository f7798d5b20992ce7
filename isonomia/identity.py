"""From a person's identifier to the hash that stands for them on chain (P1).

The hash is keyed: whoever lacks the registrar's pepper cannot find out whose it is by hashing all
possible identifiers, which a bare hash of, say, an eleven-digit number would allow within minutes.
``docs/identity.md`` describes the format and publishes test vectors.
"""

from __future__ import annotations

import hmac
import itertools
import os
import re
import secrets
import stat
import unicodedata
from pathlib import Path

from isonomia.errors import IsonomiaError

DOMAIN = b"isonomia/identity/1"
PEPPER_BYTES = 32
MOST_CHARACTERS = 256

#: Signs people put between the parts of an identifier, besides spaces, dashes and invisible signs.
_SEPARATORS = frozenset(".,:;/\\'`_\u2018\u2019\u00b7")
_SEPARATOR_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cf", "Pd", "Pc"})
#: Hexadecimal digits of MD5, SHA-1 and addresses, SHA-224, SHA-256 and Keccak, SHA-384, SHA-512.
_HASH_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
_HASH_PREFIX = re.compile(r"^(?:0x|md5|sha1|sha2?(?:224|256|384|512)|keccak256|blake2[bs])")
_BASE64_OF_32_BYTES = re.compile(r"^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9+/_-]{43}=?$")
_UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_FEWEST_DISTINCT_BYTES = 16


class IdentifierError(IsonomiaError):
    """An identifier that cannot be turned into an identity hash."""


class PepperError(IsonomiaError):
    """A pepper file that is missing, exposed or too weak."""


def canonical(identifier: str) -> str:
    """Return the one spelling under which an identifier is hashed.

    Compatibility forms, case, digits of other scripts and separators make no difference; letters,
    marks and digits do. Raises `IdentifierError` for other signs and for what looks like a hash.
    """
    if len(identifier) > MOST_CHARACTERS:
        raise IdentifierError(
            f"the identifier has {len(identifier)} characters: at most {MOST_CHARACTERS} are "
            "accepted; check for a missing separator in the line"
        )
    if _BASE64_OF_32_BYTES.match(identifier.strip()):
        raise _bare_hash()
    if identifier.isascii() and identifier.isalnum():
        spelling = identifier.lower()
    else:
        folded = unicodedata.normalize("NFKC", identifier).casefold()
        spelling = "".join(map(_kept, unicodedata.normalize("NFKC", folded)))
    if not spelling:
        raise IdentifierError("the identifier is empty: give the person's unique identifier")
    if _looks_like_hash(identifier, spelling):
        raise _bare_hash()
    return spelling


def identity_hash(pepper: bytes, jurisdiction: str, identifier: str) -> bytes:
    """Return the 32 bytes that stand for a person on chain.

    Args:
        pepper: the registrar's secret, at least 32 bytes; see `load_pepper`.
        jurisdiction: name in the charter; the same person differs between jurisdictions.
        identifier: what is unique to the person, such as a civil registry number.

    Raises:
        PepperError: the pepper is too short.
        IdentifierError: the identifier is empty, a hash, or holds signs that are not part of one.
    """
    if len(pepper) < PEPPER_BYTES:
        raise PepperError(f"the pepper has {len(pepper)} bytes: at least {PEPPER_BYTES} are needed")
    domain = unicodedata.normalize("NFKC", jurisdiction).strip().casefold().encode()
    if not domain:
        raise IdentifierError("the charter names no jurisdiction: identities need one")
    # Lengths in front keep (jurisdiction, identifier) pairs apart however they are spelled.
    message = DOMAIN + b"".join(
        len(part).to_bytes(4, "big") + part for part in (domain, canonical(identifier).encode())
    )
    return hmac.digest(pepper, message, "sha256")


def new_pepper(path: Path) -> None:
    """Write 32 random bytes as 64 hexadecimal digits, readable by the owner only.

    Raises `PepperError` when the file exists: overwriting a pepper would orphan everybody hashed
    under it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        handle = os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        raise PepperError(
            f"{path} exists already: a new pepper would give every person another hash; "
            "choose another file if you want a second one"
        ) from None
    except OSError as error:
        raise PepperError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(PEPPER_BYTES) + "\n")


def load_pepper(path: Path) -> bytes:
    """Read a pepper file; raises `PepperError` when it is missing, exposed, malformed or weak."""
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except FileNotFoundError:
        raise PepperError(
            f"there is no pepper at {path}: create one with `isonomia identity new-pepper {path}`, "
            "once for the whole life of the jurisdiction"
        ) from None
    except OSError as error:
        raise PepperError(f"the pepper {path} cannot be read: {error.strerror}") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PepperError(
            f"the pepper {path} can be reached by other users of this computer: "
            f"run `chmod 600 {path}`"
        )
    try:
        pepper = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        raise PepperError(
            f"the pepper {path} is not hexadecimal: it holds {PEPPER_BYTES} random bytes as "
            f"{2 * PEPPER_BYTES} digits, as `isonomia identity new-pepper` writes them"
        ) from None
    _require_strong(path, pepper)
    return pepper


def _kept(sign: str) -> str:
    category = unicodedata.category(sign)
    if category[0] in "LM":
        return sign
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category in _SEPARATOR_CATEGORIES or sign in _SEPARATORS or sign.isspace():
        return ""
    name = unicodedata.name(sign, f"U+{ord(sign):04X}")
    raise IdentifierError(
        f"the identifier holds {sign!r} ({name}): only letters, digits and the separators "
        "space, dash, dot, comma, colon, slash, underscore and apostrophe may stand in it"
    )


def _bare_hash() -> IdentifierError:
    return IdentifierError(
        "the identifier looks like a hash: a bare hash of an identifier can be guessed back, so "
        "give the identifier itself and let the pepper protect it"
    )


def _looks_like_hash(identifier: str, spelling: str) -> bool:
    prefix = _HASH_PREFIX.match(spelling)
    digits = spelling[prefix.end() :] if prefix else spelling
    if len(digits) not in _HASH_LENGTHS or not re.fullmatch("[0-9a-f]+", digits):
        return False
    # Long numbers without any letter, and UUIDs, are identifiers that registers really use.
    return prefix is not None or not (digits.isdecimal() or _UUID.match(identifier.strip()))


def _require_strong(path: Path, pepper: bytes) -> None:
    if len(pepper) < PEPPER_BYTES:
        raise PepperError(
            f"the pepper {path} has {len(pepper)} bytes: at least {PEPPER_BYTES} random ones are "
            "needed; create it with `isonomia identity new-pepper`"
        )
    steps = {(after - before) % 256 for before, after in itertools.pairwise(pepper)}
    # 32 random bytes have fewer than 16 different values once in about 10**16 draws.
    if len(set(pepper)) < _FEWEST_DISTINCT_BYTES or len(steps) < _FEWEST_DISTINCT_BYTES:
        raise PepperError(
            f"the pepper {path} is not random (a pattern repeats): create it with "
            "`isonomia identity new-pepper`"
        )
