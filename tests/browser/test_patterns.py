"""One meaning per pattern: it must look the same wherever it stands."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import shoot

PIXELS_OF_A_UNIT = """
    id => {
        const pattern = document.getElementById(id);
        const own = pattern.patternTransform.baseVal.consolidate();
        return own && own.matrix.a * pattern.ownerSVGElement.getScreenCTM().a;
    }
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("address", ["/", "/lan/20/"])
def test_a_pattern_is_as_large_on_every_map(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    expect(page.locator("path.missing").first).to_be_visible()
    for pattern in ("map-hatch", "map-dots"):
        page.wait_for_function(f"({PIXELS_OF_A_UNIT})('{pattern}') !== null")
        assert page.evaluate(PIXELS_OF_A_UNIT, pattern) == pytest.approx(1)
    page.set_viewport_size({"width": 900, "height": 900})
    page.wait_for_function(f"Math.abs(({PIXELS_OF_A_UNIT})('map-hatch') - 1) < 0.01")
    shoot(page, f"patterns-{'country' if address == '/' else 'county'}-{width}", full_page=True)
