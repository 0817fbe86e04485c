"""The child that opens images: python -P picture_child.py, asked by JSON on standard input.

Answers with one line of JSON on standard output: what the image is, or why it is refused. See
`raknaq.lib.files.pictures`, which starts it.
"""

import json
import resource
import sys
from typing import TYPE_CHECKING, Any

from raknaq.lib.files.child import fence

if TYPE_CHECKING:
    from PIL import Image

CPU_SECONDS = 100
TURNED = (5, 6, 7, 8)  # EXIF orientations that lie on their side
AS_THEY_ARE = ("1", "L", "LA", "P", "RGB", "RGBA")  # modes of pixels that a PNG and a browser have
ORIENTATION = 0x0112


def main() -> None:
    """Open the image that standard input asks about, behind the fences."""
    asked = json.load(sys.stdin)
    fence()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    try:
        told = _look(**asked)
    except MemoryError:
        told = _refusal("picture_big", pixels=None, limit=asked["limit"])
    except Exception:  # noqa: BLE001 (a decoder may raise anything about a damaged file)
        told = _refusal("picture_damaged")
    print(json.dumps(told))  # noqa: T201


def _look(path: str, form: str, limit: int, png: str | None = None) -> dict[str, Any]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit is our own, and told
    with Image.open(path, formats=[form]) as image:
        pixels = image.width * image.height
        if pixels > limit:
            return _refusal("picture_big", pixels=pixels, limit=limit)
        pages = int(getattr(image, "n_frames", 1)) if form == "TIFF" else 1
        image.seek(0)
        lies = form != "TIFF" and image.getexif().get(ORIENTATION) in TURNED
        image.load()
        width, height = image.size[::-1] if lies else image.size
        if png:
            _plain(image).save(png, "PNG", compress_level=3)
    return {"width": width, "height": height, "pages": pages}


def _plain(image: "Image.Image") -> "Image.Image":
    """The image in pixels that a PNG has: colours of the screen, greys of eight bits."""
    from PIL import Image

    if image.mode in AS_THEY_ARE:
        return image
    if image.mode == "F" or image.mode.startswith("I"):
        import numpy as np

        grey = np.asarray(image, dtype=np.float64)
        top = 65_535.0 if image.mode.startswith("I;16") else float(grey.max())
        scaled = np.clip(grey / (top or 1.0) * 255, 0, 255)
        return Image.fromarray(scaled.astype(np.uint8))
    return image.convert("RGB")


def _refusal(reason: str, **facts: Any) -> dict[str, Any]:
    return {"reason": reason, "facts": facts}


if __name__ == "__main__":
    main()
