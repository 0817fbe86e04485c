"""A file as an answer, whole or the part that a Range header asks for (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE_BYTES = 64 * 1024


def whole_or_part(opened: BinaryIO, asked: str, media_type: str) -> HttpResponseBase:
    """The opened file, or the one range of bytes in `asked`, the value of a Range header.

    416 where the range lies beyond the file; a header that is not understood, or that asks for
    several ranges, is answered with the whole, as the standard allows.
    """
    size = opened.seek(0, 2)
    opened.seek(0)
    span = _span(asked, size)
    if span is None:
        return FileResponse(opened, content_type=media_type)
    first, last = span
    if first > last:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_pieces(opened, first, last), status=206, content_type=media_type)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for, the first beyond the last for none; None for the whole."""
    unit, _, rest = asked.partition("=")
    start, dash, end = rest.strip().partition("-")
    are_numbers = all(re.fullmatch(r"\d{0,18}", text, re.ASCII) for text in (start, end))
    if unit.strip() != "bytes" or not dash or not are_numbers or not start + end:
        return None
    if not start:
        return max(0, size - int(end)), size - 1
    return int(start), min(int(end), size - 1) if end else size - 1


def _pieces(opened: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with opened:
        opened.seek(first)
        left = last - first + 1
        while left and (piece := opened.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece
