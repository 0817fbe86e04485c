"""What one machine is told to run: the compose file and the image."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parents[2]


def test_every_volume_is_declared_and_its_folder_is_made() -> None:
    """Docker refuses a volume that is not declared, and owns as root a folder it makes itself."""
    compose, image = (ROOT / name for name in ("docker-compose.yml", "Dockerfile"))
    services, declared = compose.read_text().split("\nvolumes:\n")
    mounts = re.findall(r"^ +- (\w+):/raknaq/(\S+)$", services, re.MULTILINE)
    assert mounts
    made = re.search(r"mkdir -p ([\w/ ]+) &&", image.read_text())
    assert made
    assert {name for name, _folder in mounts} <= set(re.findall(r"\w+", declared))
    assert {folder for _name, folder in mounts} <= set(made[1].split())


def test_what_is_named_by_its_content_is_kept_for_good_and_nothing_else() -> None:
    """The bundler's parts and Django's hashed files; an entry by its own name changes."""
    kept = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    parts = sorted((ROOT / "static/build/parts").glob("*.js"))
    entries = sorted((ROOT / "static/build").glob("*.js"))
    assert parts
    assert all(kept.search(f"/static/build/parts/{part.name}") for part in parts)
    assert entries
    assert not any(kept.search(f"/static/build/{entry.name}") for entry in entries)
    assert kept.search("/static/build/record.cf800fd87dbe.js")
    for script in (*parts, *entries):
        for named in re.findall(r'(?:from|import)\s*\(?"(\.[^"]+)"', script.read_text("utf-8")):
            assert (script.parent / named).exists(), (script.name, named)
