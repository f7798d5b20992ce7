"""Points that tests of the contract and of the tools share."""

from __future__ import annotations

from isonomia.beacon import PublicKey

#: A point of the twisted curve, with x = 1, that is not in the group G2.
OFF_GROUP = PublicKey(
    0,
    1,
    0x0D1271953ED9EA0836846E70A1934187998C7F790CB4D7511B7F8DA82DE048A4,
    0x2869111D5381F072F8E2728FDB825A51AADD70E52C9830E9AB4B871C0531F1BB,
)
