"""The settings of the soak: its delivery files lie in a folder that is thrown away."""

import os
from pathlib import Path

from raknaq.settings import *  # noqa: F403

DELIVERIES_DIR = Path(os.environ["SOAK_DIR"]) / "deliveries"
