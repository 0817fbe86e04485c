"""What the demo draws by chance: decisions with their areas, and markings, as arrays.

Proportions are those published for Dalarna (design note domain.md, section 4): 2 454 decisions,
laga kraft 1987-2017, 7 992 objects, 6 628 typed provisions.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from plans.models import Municipality
from plans.models.plans import ProvisionClass

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FIRST_DAY = datetime.date(1987, 1, 1)
LAST_DAY = datetime.date(2017, 12, 31)
SHARE_OF_CHANGES = 0.15
SHARE_WITH_PROVISIONS = 0.3
PLACES = 6  # per municipality
CELL = 220.0  # metres from plan to plan within a place

# Objects and typed provisions in use, as published; the other objects are under natur and annat,
# and some objects under two provisions.
TYPED = {
    ProvisionClass.SKYDD: 174,
    ProvisionClass.RIVNINGSFORBUD: 1_099,
    ProvisionClass.VARSAMHET: 5_355,
}
ALL_OBJECTS = 7_992
ALL_MARKINGS = 8_320
CLASSES = [*TYPED, ProvisionClass.NATUR, ProvisionClass.ANNAT]


@dataclass(frozen=True)
class Size:
    """How much to make: numbers of decisions, objects and markings, and in which counties."""

    counties: tuple[str, ...] = ("20",)
    decisions: int = 2_454
    objects: int = ALL_OBJECTS
    markings: int = ALL_MARKINGS
    seed: int = 1


@dataclass(frozen=True)
class Decisions:
    """Decisions as arrays; the first `plans` of them are new plans, the rest change one of those.

    `corners` are the plan areas, (plans, 4, 2) in EPSG:3006.
    """

    plan: Ints
    municipality: Ints
    day: Ints
    corners: Floats
    plans: int


def draw_decisions(
    size: Size, municipalities: Sequence[Municipality], random: np.random.Generator
) -> Decisions:
    """New plans and changes of them, spread over the municipalities and the years."""
    changes = int(size.decisions * SHARE_OF_CHANGES)
    plans = size.decisions - changes
    home = np.sort(random.integers(len(municipalities), size=plans))
    changed = np.sort(random.integers(plans, size=changes))
    days = (LAST_DAY - FIRST_DAY).days
    day = random.integers(days - 400, size=plans)
    later = day[changed] + 1 + (random.random(changes) * (days - day[changed])).astype(np.int64)
    return Decisions(
        plan=np.concatenate([np.arange(plans), changed]),
        municipality=np.concatenate([home, home[changed]]),
        day=np.concatenate([day, later]),
        corners=_draw_areas(home, municipalities, random),
        plans=plans,
    )


def _draw_areas(
    home: Ints, municipalities: Sequence[Municipality], random: np.random.Generator
) -> Floats:
    """A convex four-sided area per plan, in grids around a few places of its municipality."""
    centres = np.array([draw_places(m, random) for m in municipalities])
    rank = np.arange(len(home)) - np.searchsorted(home, home)
    centre = centres[home, rank % PLACES]
    cell = rank // PLACES
    side = np.ceil(np.sqrt(cell.max(initial=0) + 1)).astype(np.int64)
    grid = np.stack([cell % side, cell // side], axis=1) - side / 2
    unit = np.array([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)])
    jitter = random.uniform(-0.1, 0.2, size=(len(home), 4, 2)) * (1 - 2 * unit.round())
    corners: Floats = (centre[:, None, :] + (grid[:, None, :] + unit + jitter) * CELL).round(2)
    return corners


def draw_places(municipality: Municipality, random: np.random.Generator) -> Floats:
    """Points inside the municipality, away from its border where there is room."""
    area = shapely.from_wkb(bytes(municipality.area.wkb))
    inner = area.buffer(-3_000)
    target = inner if not inner.is_empty else area
    west, south, east, north = target.bounds
    shapely.prepare(target)
    found: list[tuple[float, float]] = []
    while len(found) < PLACES:
        tries = random.uniform((west, south), (east, north), size=(50, 2))
        found += [tuple(p) for p in tries[shapely.contains_xy(target, tries)]]
    return np.array(found[:PLACES])


@dataclass(frozen=True)
class Markings:
    """Markings as arrays: each with a provision of its own, on an object.

    `index` is the printed index within decision and letter; the first marking of object o is
    marking o.
    """

    decision: Ints
    kind: Ints
    index: Ints
    object: Ints


def draw_markings(size: Size, drawn: Decisions, random: np.random.Generator) -> Markings:
    """Spread the markings over some of the decisions, a few holding many."""
    total = len(drawn.plan)
    holding = np.sort(random.permutation(total)[: max(1, int(total * SHARE_WITH_PROVISIONS))])
    picked = (len(holding) * random.random(size.objects) ** 1.6).astype(np.int64)
    decision = random.permutation(holding)[picked]
    extra = random.integers(size.objects, size=size.markings - size.objects)
    decision = np.concatenate([decision, decision[extra]])
    kind = random.permutation(_kinds(size.markings))
    group = decision * len(CLASSES) + kind
    order = np.argsort(group, kind="stable")
    index = np.empty_like(order)
    index[order] = np.arange(len(order)) - np.searchsorted(group[order], group[order]) + 1
    return Markings(
        decision=decision,
        kind=kind,
        index=index,
        object=np.concatenate([np.arange(size.objects), extra]),
    )


def _kinds(markings: int) -> Ints:
    """How many markings of each class: the published numbers, scaled; the rest natur and annat."""
    typed = [n * markings // ALL_MARKINGS for n in TYPED.values()]
    rest = markings - sum(typed)
    return np.repeat(np.arange(len(CLASSES)), [*typed, rest - rest // 2, rest // 2])
