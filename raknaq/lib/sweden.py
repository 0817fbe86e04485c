"""Where Sweden lies, in numbers that need no library."""

import math
from collections.abc import Collection, Mapping

SWEREF99_TM = 3006

# West, south, east and north in EPSG:3006; Koster and Smygehuk lie near the edge. Source: design
# note standards.md, section 4.
BOUNDS = (250_000, 6_120_000, 930_000, 7_690_000)
MAX_VERTICES = 100_000
# EPSG codes that coordinates of each look may be in.
SYSTEMS: Mapping[str, Collection[int]] = {
    "sweref99tm": {SWEREF99_TM},
    "degrees": {4326},
    "rt90": range(3019, 3025),
    "local_zone": range(3007, 3019),
}


def likely_system(x: float, y: float) -> str | None:
    """A code for what a coordinate pair looks like when it is read as easting and northing.

    One of sweref99tm, swapped, degrees, degrees_swapped, rt90, rt90_swapped, local_zone; nowhere
    when it looks like nothing Swedish, None when it is no pair of numbers. The zones overlap a
    little at their edges: it is a hint, not a finding.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    west, south, east, north = BOUNDS
    looks = (
        ("degrees", 10 <= x <= 25 and 55 <= y <= 70),
        ("degrees_swapped", 10 <= y <= 25 and 55 <= x <= 70),
        ("sweref99tm", west <= x <= east and south <= y <= north),
        ("swapped", west <= y <= east and south <= x <= north),
        ("rt90", 1_200_000 <= x <= 1_950_000 and south <= y <= north),
        ("rt90_swapped", 1_200_000 <= y <= 1_950_000 and south <= x <= north),
        ("local_zone", 0 <= x < west and south <= y <= north),
    )
    return next((name for name, fits in looks if fits), "nowhere")


def looks_like(epsg: int, likely: str | None) -> bool:
    """Whether coordinates that look so (`likely_system`) may be in a reference system."""
    return likely is None or epsg in SYSTEMS.get(likely, ())
