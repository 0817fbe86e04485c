"""Small files of documents: PDF with a text layer written by hand, images of one colour."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

LINE_HEIGHT = 24


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF of A4 pages with these lines in Helvetica, from the top left."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, lines in enumerate(pages):
        shown = b"".join(
            b"(" + line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T* "
            for line in lines
        )
        text = b"BT /F1 14 Tf %d TL 72 770 Td " % LINE_HEIGHT + shown + b"ET"
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * n),
            b"<</Length %d>>stream\n" % len(text) + text + b"\nendstream",
        ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    )
    return out.getvalue()


def picture(
    form: str = "PNG",
    mode: str = "RGB",
    size: tuple[int, int] = (40, 30),
    colour: Any = 0,
    **how: Any,
) -> bytes:
    """An image of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **how)
    return out.getvalue()


def kept(folder: Path) -> list[str]:
    """The names of the files under a folder, less those aside."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
