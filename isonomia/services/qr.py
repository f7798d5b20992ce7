"""Orders drawn as QR codes."""

from __future__ import annotations

from pathlib import Path

import segno

from isonomia.services.orders import OrderError

#: Format of the file by the end of its name.
FORMATS = (".png", ".svg")
#: Blank modules around a code, as the standard asks for.
_BORDER = 4
_PIXELS_PER_MODULE = 6


def draw(text: str, path: Path) -> str:
    """Draw a text, and return the size of the code, such as ``8-M``.

    Codes stay readable with 15 % of them dirty or torn (level M).

    Raises:
        OrderError: the file is named otherwise than a picture, or cannot be written
    """
    if path.suffix.lower() not in FORMATS:
        raise OrderError(f"{path}: name the picture with {' or '.join(FORMATS)} at its end")
    code = segno.make(text, error="m", micro=False, boost_error=False)
    try:
        code.save(str(path), scale=_PIXELS_PER_MODULE, border=_BORDER)
    except OSError as error:
        raise OrderError(f"{path} cannot be written: {error.strerror}") from None
    return str(code.designator)
