from pathlib import Path

import pytest

from tests.imports.taking import Taking


@pytest.fixture
def take(db: None, tmp_path: Path) -> Taking:
    return Taking(tmp_path)
