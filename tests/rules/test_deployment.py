"""What one machine is told to run: the compose file and the image."""

import re
from pathlib import Path

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
