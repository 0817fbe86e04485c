"""A GeoPackage of plans as large as the country's, the same every time."""

from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import shapely

SEED = Path(__file__).parents[2] / "plans/seed/scb_kommuner_3006.gpkg"
CORNERS = 42
CHUNK = 30_000
SPACING = 130  # metres between the middles of plans
KINDS = ("detaljplan", "stadsplan", "byggnadsplan")
FIRST_YEARS = {"detaljplan": 1988, "stadsplan": 1950, "byggnadsplan": 1950}


def write_plans(path: Path, number: int) -> Path:
    """Write so many plans, spread over the municipalities, unless the file is there already."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_suffix(".making.gpkg")
    making.unlink(missing_ok=True)
    for first in range(0, number, CHUNK):
        frame = _plans(np.arange(first, min(number, first + CHUNK)))
        pyogrio.write_dataframe(frame, making, layer="planer", append=first > 0)
    return making.rename(path)


def _plans(numbers: "np.typing.NDArray[np.int64]") -> geopandas.GeoDataFrame:
    """Plans by their numbers: wavy rings on a grid around the middle of each municipality."""
    homes = pyogrio.read_dataframe(SEED)
    middles = shapely.get_coordinates(homes.geometry.representative_point())
    home, place = numbers % len(homes), numbers // len(homes)
    side = 34  # so that about a thousand plans lie within two kilometres
    x = middles[home, 0] + (place % side - side / 2) * SPACING
    y = middles[home, 1] + (place // side - side / 2) * SPACING
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radius = 45 + 12 * np.sin(3 * turn[None, :] + numbers[:, None])
    rings = np.stack(
        [x[:, None] + radius * np.cos(turn), y[:, None] + radius * np.sin(turn)], axis=-1
    )
    kinds = [KINDS[n % len(KINDS)] for n in numbers]
    years = [FIRST_YEARS[kind] + int(n) % 30 for kind, n in zip(kinds, numbers, strict=True)]
    codes = homes["code"].to_numpy()[home]
    rows = {
        "kommunkod": codes,
        "akt": [f"{code}-P{n}" for code, n in zip(codes, numbers, strict=True)],
        "namn": [f"Detaljplan för kvarteret Åkern {n} med omnejd" for n in numbers],
        "plantyp": kinds,
        "laga_kraft": [
            f"{year}-{n % 12 + 1:02}-15" for year, n in zip(years, numbers, strict=True)
        ],
        "diarienr": [f"BN {n}/{year}" for year, n in zip(years, numbers, strict=True)],
    }
    return geopandas.GeoDataFrame(rows, geometry=shapely.polygons(rings), crs=3006)
