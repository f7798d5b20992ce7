"""Cards with QR codes as a camera sees them."""

from __future__ import annotations

from pathlib import Path

import segno

WIDTH, HEIGHT = 640, 480
_PIXELS_PER_MODULE, _BORDER = 10, 4
_BLACK, _WHITE, _NO_COLOUR = 16, 235, 128


def write_video(path: Path, text: str) -> None:
    """Write a video of one frame, in which a code stands in the middle of something white."""
    code = segno.make(text, error="m", micro=False)
    rows = [
        bytes(_BLACK if module else _WHITE for module in row for _ in range(_PIXELS_PER_MODULE))
        for row in code.matrix_iter(border=_BORDER)
        for _ in range(_PIXELS_PER_MODULE)
    ]
    blank = bytes([_WHITE]) * WIDTH
    above = (HEIGHT - len(rows)) // 2
    beside = bytes([_WHITE]) * ((WIDTH - len(rows[0])) // 2)
    lines = [blank] * above + [(beside + row + blank)[:WIDTH] for row in rows]
    lines += [blank] * (HEIGHT - len(lines))
    colours = bytes([_NO_COLOUR]) * (WIDTH * HEIGHT // 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n".encode()
    path.write_bytes(header + b"".join(lines) + colours)
