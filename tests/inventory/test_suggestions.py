"""The suggestions from a plan's text are worked out in the browser; Node tests them here."""

import shutil
import subprocess
import sys
from pathlib import Path

TEST = Path(__file__).parents[1] / "ts/suggestions.test.ts"


def test_what_looks_like_a_provision() -> None:
    beside = str(Path(sys.executable).parent)
    node = shutil.which("node", path=beside) or "node"
    run = subprocess.run([node, "--test", str(TEST)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
