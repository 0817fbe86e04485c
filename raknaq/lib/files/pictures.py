"""Scanned pages: what an image from a stranger is, and a TIFF as the PNG that browsers show.

Images are opened in a child process alone (`picture_child`), behind the same fences as any file.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from raknaq.lib.files import FileRefusedError

PATIENCE_SECONDS = 120
MAX_PIXELS = 200_000_000  # an A0 sheet at 360 dots an inch


@dataclass(frozen=True)
class Picture:
    """What an image is: its size in pixels, upright, and how many pages its file has."""

    width: int
    height: int
    pages: int


def look_at_picture(path: Path, form: str, png: Path | None = None) -> Picture:
    """Open the first page of an image whole; write it to `png` where a browser cannot show it.

    `form` is the format that the content says it is: PNG, JPEG or TIFF, and no other is tried.
    Raises FileRefusedError: picture_damaged, picture_big (pixels, limit) or picture_slow.
    """
    asked = {"path": str(path.resolve()), "form": form, "limit": MAX_PIXELS}
    if png is not None:
        asked["png"] = str(png.resolve())
    with tempfile.TemporaryDirectory(prefix="raknaq-") as folder:
        try:
            child = subprocess.run(
                [sys.executable, "-P", str(Path(__file__).with_name("picture_child.py"))],
                input=json.dumps(asked).encode(),
                capture_output=True,
                check=False,
                timeout=PATIENCE_SECONDS,
                cwd=folder,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "PYTHONPATH": str(Path(__file__).parents[3]),
                    "HOME": folder,
                    "TMPDIR": folder,
                },
            )
        except subprocess.TimeoutExpired:
            raise FileRefusedError("picture_slow") from None
    if child.returncode == -signal.SIGXCPU:
        raise FileRefusedError("picture_slow")
    if child.returncode:
        raise FileRefusedError("picture_damaged")
    told = json.loads(child.stdout)
    if "reason" in told:
        raise FileRefusedError(told["reason"], **told["facts"])
    return Picture(**told)
