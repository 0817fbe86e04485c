"""A short make fuzz: some mutants of every format, all the way through page and job."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.factories import make_user
from tests.fuzz.mutants import OF_FORMAT, mutants, token
from tests.fuzz.samples import samples
from tests.fuzz.trial import Tally, try_out
from tests.imports.hostile import listening

pytestmark = pytest.mark.django_db
SEED = 3
NUMBER = 2


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


def test_mutants_break_nothing(tmp_path: Path) -> None:
    tally = Tally()
    user = make_user(lead="20")
    sound = samples(tmp_path)
    assert set(sound) == set(OF_FORMAT)
    with listening() as ear:
        for kind in sound:
            found = mutants(kind, sound[kind], seed=SEED, first=0, number=NUMBER, url=ear.url)
            try_out(found, user, tally, ear.calls)
    assert not tally.failures
    assert tally.outcomes.total() == NUMBER * len(sound)


def test_a_mutant_is_the_same_every_time(tmp_path: Path) -> None:
    sound = samples(tmp_path)["CSV"]
    one, two = (list(mutants("CSV", sound, seed=1, first=n, number=3 - n, url="x")) for n in (0, 1))
    assert one[1:] == two
    assert one != list(mutants("CSV", sound, seed=2, first=0, number=3, url="x"))


@pytest.mark.parametrize("seed", range(20))
def test_a_file_with_few_words_is_damaged_too(seed: int) -> None:
    assert token(Random(seed), b'<a b="1"/>') != b""  # noqa: S311 (damage)
