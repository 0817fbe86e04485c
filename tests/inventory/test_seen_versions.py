"""What a form says of the version that was seen."""

import pytest

from inventory.pages import row_and_version


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12:3", (12, 3)),
        ("12:", (12, None)),
        ("12", (12, None)),
        ("", None),
        (":3", None),
        ("12:x", None),
        ("12:-3", None),
        ("12:3:4", None),
        ("9" * 30, None),
    ],
)
def test_a_row_and_the_version_seen_of_it(text: str, told: tuple[int, int | None] | None) -> None:
    assert row_and_version(text) == told
