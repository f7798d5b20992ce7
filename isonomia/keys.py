"""Keys: encrypted files for the seats of councils, and the key that pays for transactions.

Keys and passwords come from files or from the environment, never from the command line, where
other users of the computer could read them. Nothing here is ever printed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from isonomia.errors import IsonomiaError

PASSWORD_VARIABLE = "ISONOMIA_PASSWORD"
KEY_VARIABLE = "ISONOMIA_KEY"
PERSON_KEY_VARIABLE = "ISONOMIA_PERSON_KEY"
_IDENTITY_LENGTH = 32
_FIELDS = {"community", "seat", "identity", "keystore"}
#: scrypt's work factor for keys of demonstrations, which hold nothing of worth.
_LIGHT_WORK = 2


class KeyFileError(IsonomiaError):
    """A key or a password is missing, damaged or does not fit."""


@dataclass(frozen=True)
class SeatKey:
    """The key that signs for one seat, and the identity of the person who holds it."""

    identity: bytes
    account: LocalAccount


#: Keys of councils, by community and seat.
SeatKeys = Mapping[int, Mapping[int, SeatKey]]


def read_password(password_file: Path | None = None) -> str:
    """Return the password of key files, from a file or else from `ISONOMIA_PASSWORD`."""
    if password_file is not None:
        return _read(password_file).rstrip("\r\n")
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        raise KeyFileError(
            f"No password for the key files: set {PASSWORD_VARIABLE} or give --password-file"
        )
    return password


def paying_account(
    keystore: Path | None = None,
    password_file: Path | None = None,
    variable: str = KEY_VARIABLE,
) -> LocalAccount | None:
    """Return the key that sends and pays: of a keystore file, or else of `ISONOMIA_KEY`.

    Another `variable` of the environment holds another key, such as a person's own. None when there
    is neither. Raises `KeyFileError` for a damaged file or key.
    """
    if keystore is not None:
        return _decrypted(_parsed(keystore), read_password(password_file), keystore)
    key = os.environ.get(variable)
    if key is None:
        return None
    try:
        account: LocalAccount = Account.from_key(key)
    except Exception:
        # The library's own words may hold the key.
        raise KeyFileError(
            f"{variable} holds no private key: it must be 64 hexadecimal digits"
        ) from None
    return account


def new_keystore(path: Path, password: str) -> str:
    """Make a key, write it encrypted for its owner only, and return its address."""
    if path.exists():
        raise KeyFileError(f"{path} exists already; choose another name")
    account = Account.create()
    write_keystore(path, account, password)
    return str(account.address)


def write_keystore(
    path: Path, account: LocalAccount, password: str, *, light: bool = False
) -> None:
    """Write a key, encrypted for its owner only; quickly and weakly when `light`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    work = _LIGHT_WORK if light else None
    path.write_text(json.dumps(Account.encrypt(account.key, password, iterations=work)) + "\n")


def load_seats(folder: Path, password: str) -> dict[int, dict[int, SeatKey]]:
    """Return the keys of all seat files in a folder, by community and seat.

    Raises `KeyFileError` naming the file that is damaged, doubled or locked by another password.
    """
    if not folder.is_dir():
        raise KeyFileError(f"{folder} is not a folder of seat key files")
    locked: dict[tuple[int, int], tuple[bytes, Any, Path]] = {}
    for path in sorted(folder.glob("*.json")):
        entry = _parsed(path)
        place = entry["community"], entry["seat"]
        if place in locked:
            raise KeyFileError(
                f"{path}: seat {place[1]} of community {place[0]} has another file too; keep one"
            )
        locked[place] = _checked_identity(entry, path), entry["keystore"], path
    if not locked:
        raise KeyFileError(f"{folder} holds no seat key file (*.json)")
    seats: dict[int, dict[int, SeatKey]] = {}
    # Each takes the better part of a second, on purpose; the library leaves other threads free.
    with ThreadPoolExecutor() as pool:
        opened = pool.map(lambda file: _decrypted(file[1], password, file[2]), locked.values())
        for (place, (identity, _, _)), account in zip(locked.items(), opened, strict=True):
            seats.setdefault(place[0], {})[place[1]] = SeatKey(identity, account)
    return seats


def write_seat(
    folder: Path, community: int, seat: int, key: SeatKey, password: str, *, light: bool = False
) -> Path:
    """Write one seat key file, readable by its owner only, and return its path.

    Args:
        folder: made when missing
        community: the council's community
        seat: position on the council, from 0
        key: what to write
        password: what opens it again
        light: encrypt quickly and weakly, for demonstrations
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"community-{community:03d}-seat-{seat:03d}.json"
    work = _LIGHT_WORK if light else None
    entry = {
        "community": community,
        "seat": seat,
        "identity": "0x" + key.identity.hex(),
        "keystore": Account.encrypt(key.account.key, password, iterations=work),
    }
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(json.dumps(entry, indent=1) + "\n")
    return path


def write_seats(
    folder: Path, seats: dict[int, dict[int, SeatKey]], password: str, *, light: bool = False
) -> list[Path]:
    """Write the files of several seats and return their paths."""
    keys: Iterable[tuple[int, int, SeatKey]] = (
        (community, seat, key)
        for community, council in seats.items()
        for seat, key in council.items()
    )
    return [
        write_seat(folder, community, seat, key, password, light=light)
        for community, seat, key in keys
    ]


def _checked_identity(entry: dict[str, Any], path: Path) -> bytes:
    if set(entry) != _FIELDS:
        raise KeyFileError(f"{path} must hold exactly: {', '.join(sorted(_FIELDS))}")
    for field in ("community", "seat"):
        if not isinstance(entry[field], int):
            raise KeyFileError(f"{path}: {field} is {entry[field]!r}, but must be a number")
    try:
        identity = bytes.fromhex(str(entry["identity"]).removeprefix("0x"))
    except ValueError:
        identity = b""
    if len(identity) != _IDENTITY_LENGTH:
        raise KeyFileError(f"{path}: identity must be 64 hexadecimal digits")
    return identity


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path} cannot be read: {error}") from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        entry = json.loads(_read(path))
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise KeyFileError(f"{path} is not a key file: no JSON object in it")
    return entry


def _decrypted(keystore: Any, password: str, path: Path) -> LocalAccount:
    try:
        account: LocalAccount = Account.from_key(Account.decrypt(keystore, password))
    except ValueError:
        raise KeyFileError(f"{path}: the password does not open it") from None
    except (KeyError, TypeError, NotImplementedError):
        raise KeyFileError(f"{path} holds no keystore that web3 wallets write") from None
    return account
