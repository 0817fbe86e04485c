"""Fitting a scanned sheet to the map by control points: picture pixels to metres in EPSG:3006.

Three transformations, each by least squares of the distances on the ground: a similarity (moved,
turned, scaled) from two points, an affine (also skewed) from three, a projective (also in
perspective, such as a photographed sheet) from four. Points are centred and scaled before anything
is solved, so that a northing of 6 718 000 m loses nothing.

The stated error holds for the whole sheet: a place read anywhere in the picture lies within it in
at least 95 cases of 100. With independent, equal and normal errors of σ per axis, s² = SSR / ν is
an unbiased estimate of σ², with ν = 2n - p degrees of freedom for n points and p parameters. A
place that was not among the points misses by a vector of variance at most σ²(1 + h) per axis, h
being its leverage; its squared length over 2s²(1 + h) follows F(2, ν), whose quantile has the
closed form F(1 - α) = ν/2 · (α^(-2/ν) - 1). Hence r = s · √((1 + h) · ν · (α^(-2/ν) - 1)), with the
largest h of the sheet, which is at a corner. It is exact for similarity and affine and holds to
first order for projective. Source: prediction regions of multivariate linear regression, Johnson
and Wichern, Applied Multivariate Statistical Analysis, section 7.7. It is never less than a pixel's
diagonal on the ground: no place is read more nearly, however well the points happen to agree. And
it tells nothing of a point that is mistaken: its residual does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

OUTSIDE = 0.05  # α: the part of the places that may miss by more than the stated error
SAME_PIXELS, SAME_METRES = 1.0, 0.01  # nearer than this, two points are one
THIN = 0.005  # the width of a row of points over its length, under which they lie on one line
FLAT = 0.002  # the smallest singular value over the largest, under which four points do not bind
FAR = 0.02  # the nearest over the farthest part of a sheet in perspective, seen along its depth
MIRRORED = 0.01  # how clearly a similarity must be turned over to be told so
MAX_STEPS = 50  # of the refinement of a projective fit; it takes three or four


class Method(TextChoices):
    """How a sheet may be deformed."""

    SIMILARITY = "similarity", gettext_lazy("Likformig")
    AFFINE = "affine", gettext_lazy("Affin")
    PROJECTIVE = "projective", gettext_lazy("Projektiv")


MINIMUM = {Method.SIMILARITY: 2, Method.AFFINE: 3, Method.PROJECTIVE: 4}


class CannotFitError(Exception):
    """Points that no such transformation can be told from; the text says why, and what to do."""


@dataclass(frozen=True)
class ControlPoint:
    """A place in the picture (pixels from its upper left corner, y down) and on the ground.

    East and north are metres in EPSG:3006.
    """

    x: float
    y: float
    east: float
    north: float


COLUMNS = tuple(field.name for field in fields(ControlPoint))


@dataclass(frozen=True)
class Fit:
    """A sheet on the ground.

    `matrix` takes (x, y, 1) of the picture to metres from `origin` (east, north in EPSG:3006),
    times its third row. `residuals` are the metres by which each point is missed, `rmse` their root
    mean square, `error` the stated error of the sheet in metres; None where there is no point more
    than the transformation takes.
    """

    method: Method
    matrix: Array
    origin: tuple[float, float]
    residuals: tuple[float, ...] | None = None
    rmse: float | None = None
    error: float | None = None

    def to_ground(self, x: float, y: float) -> tuple[float, float]:
        """East and north (EPSG:3006) of a place in the picture."""
        east, north = _through(self.matrix, np.array([[x, y]]))[0]
        return float(east) + self.origin[0], float(north) + self.origin[1]

    def to_picture(self, east: float, north: float) -> tuple[float, float]:
        """The place in the picture (pixels) of east and north (EPSG:3006)."""
        local = np.array([[east - self.origin[0], north - self.origin[1]]])
        x, y = _through(np.linalg.inv(self.matrix), local)[0]
        return float(x), float(y)


def usual_method(points: int) -> Method | None:
    """What so many points are best for: one more than it takes where there is one, else none over.

    A perspective is never assumed: it is chosen for a sheet that was photographed.
    """
    if points >= MINIMUM[Method.AFFINE] + 1:
        return Method.AFFINE
    return Method.SIMILARITY if points >= MINIMUM[Method.SIMILARITY] else None


def fit(method: Method, points: Sequence[ControlPoint], width: float, height: float) -> Fit:
    """Fit a picture of so many pixels to the ground.

    Raises CannotFitError, with the reason in words.
    """
    _check_number(method, len(points))
    pixels = np.array([(point.x, point.y) for point in points], dtype=float)
    metres = np.array([(point.east, point.north) for point in points], dtype=float)
    _check_apart(pixels, metres)
    if method != Method.SIMILARITY and (_on_one_line(pixels) or _on_one_line(metres)):
        raise CannotFitError(_("Punkterna ligger på en rak linje. Lägg till en punkt vid sidan."))
    origin = metres.mean(axis=0)
    to_unit, from_unit = _unit(pixels, flip=True), np.linalg.inv(_unit(metres - origin))
    p, q = _through(to_unit, pixels), _through(_unit(metres - origin), metres - origin)
    inner = _solve(method, p, q)
    sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    corners = _through(to_unit, sheet)
    _check_sheet(method, inner, p, q, corners)
    matrix = from_unit @ inner @ to_unit
    laid = Fit(method, matrix / matrix[2, 2], (float(origin[0]), float(origin[1])))
    if len(points) == MINIMUM[method]:
        return laid
    missed = np.hypot(*(_through(matrix, pixels) + origin - metres).T)
    stated = _stated_error(method, inner, p, corners, missed)
    return replace(
        laid,
        residuals=tuple(float(metre) for metre in missed),
        rmse=float(np.sqrt(np.mean(missed**2))),
        error=max(stated, _largest_pixel(matrix, sheet)),
    )


def _check_number(method: Method, number: int) -> None:
    if number < MINIMUM[method]:
        raise CannotFitError(
            _("Det behövs minst %(least)d punkter, och det finns %(number)d.")
            % {"least": MINIMUM[method], "number": number}
        )


def _check_apart(pixels: Array, metres: Array) -> None:
    for (n, a), (m, b) in combinations(enumerate(pixels, 1), 2):
        if math.dist(a, b) < SAME_PIXELS:
            raise CannotFitError(
                _("Punkt %(a)d och %(b)d ligger på samma ställe i bilden. Flytta eller ta bort en.")
                % {"a": n, "b": m}
            )
    for (n, a), (m, b) in combinations(enumerate(metres, 1), 2):
        if math.dist(a, b) < SAME_METRES:
            raise CannotFitError(
                _("Punkt %(a)d och %(b)d har samma koordinater. Ändra eller ta bort en.")
                % {"a": n, "b": m}
            )


def _on_one_line(places: Array) -> bool:
    length, width = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    return bool(width < THIN * length)


def _unit(places: Array, *, flip: bool = False) -> Array:
    """The matrix that moves places to their middle, √2 away on average; y up where flipped."""
    middle = places.mean(axis=0)
    scale = math.sqrt(2) / np.hypot(*(places - middle).T).mean()
    up = -scale if flip else scale
    return np.array([[scale, 0, -scale * middle[0]], [0, up, -up * middle[1]], [0, 0, 1]])


def _through(matrix: Array, places: Array) -> Array:
    """Places (n × 2) through a transformation of the plane (3 × 3)."""
    out: Array = np.column_stack([places, np.ones(len(places))]) @ matrix.T
    return out[:, :2] / out[:, 2:]


def _design(method: Method, p: Array, q: Array, depth: Array) -> Array:
    """How the places q move with each parameter of the transformation that takes p there.

    Two rows for each place, east and north. `depth` is its divisor in a perspective.
    """
    (u, v), (e, n) = p.T, q.T
    one, none = np.ones(len(p)), np.zeros(len(p))
    if method == Method.SIMILARITY:
        columns = [(u, v), (-v, u), (one, none), (none, one)]
    else:
        columns = [(u, none), (v, none), (one, none), (none, u), (none, v), (none, one)]
    if method == Method.PROJECTIVE:
        columns += [(-u * e, -u * n), (-v * e, -v * n)]
    rows: Array = np.stack([np.column_stack(pair) / depth[:, None] for pair in columns], axis=-1)
    return rows.reshape(2 * len(p), len(columns))


def _matrix(method: Method, told: Array) -> Array:
    """The transformation (3 × 3) of the parameters."""
    if method == Method.SIMILARITY:
        a, b, c, d = told
        return np.array([[a, -b, c], [b, a, d], [0, 0, 1]])
    last = told[6:] if method == Method.PROJECTIVE else np.zeros(2)
    return np.vstack([told[:6].reshape(2, 3), [*last, 1]])


def _depth(matrix: Array, p: Array) -> Array:
    depth: Array = p @ matrix[2, :2] + matrix[2, 2]
    return depth


def _solve(method: Method, p: Array, q: Array) -> Array:
    """The transformation of least squared distances. Raises CannotFitError."""
    design = _design(method, p, q, np.ones(len(p)))
    sizes = np.linalg.svd(design, compute_uv=False)
    if sizes[-1] < FLAT * sizes[0]:
        raise CannotFitError(
            _("För många av punkterna ligger på en rak linje. Lägg till en punkt vid sidan.")
        )
    told: Array = np.linalg.lstsq(design, q.ravel(), rcond=None)[0]
    if method != Method.PROJECTIVE:
        return _matrix(method, told)
    _check_near(_depth(_matrix(method, told), p))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _refine(p, q, told)


def _refine(p: Array, q: Array, told: Array) -> Array:
    """A projective transformation of least squared distances, from one that is near (Gauss-Newton).

    A step that makes the distances larger is halved.
    """
    matrix = _matrix(Method.PROJECTIVE, told)
    missed = q - _through(matrix, p)
    for _step in range(MAX_STEPS):
        design = _design(Method.PROJECTIVE, p, q - missed, _depth(matrix, p))
        step: Array = np.linalg.lstsq(design, missed.ravel(), rcond=None)[0]
        while np.abs(step).max() > 1e-12:
            closer = _matrix(Method.PROJECTIVE, told + step)
            left = q - _through(closer, p)
            if np.sum(left**2) < np.sum(missed**2):
                break
            step = step / 2
        else:
            return matrix
        told, matrix, missed = told + step, closer, left
    return matrix


def _check_near(depths: Array) -> None:
    if depths.min() < FAR * depths.max():
        raise CannotFitError(
            _(
                "En del av bilden skulle hamna oändligt långt bort. Kontrollera punkterna, eller "
                "välj en annan metod."
            )
        )


def _check_sheet(method: Method, matrix: Array, p: Array, q: Array, corners: Array) -> None:
    """Raise CannotFitError where the sheet would be turned over or reach into infinity."""
    _check_near(_depth(matrix, np.vstack([corners, p])))
    spread: Array = p.T @ q
    turned = method == Method.SIMILARITY and len(p) > MINIMUM[method]
    over = turned and np.linalg.det(spread) < -MIRRORED * np.sum(spread**2)
    if over or np.linalg.det(matrix) < 0:
        raise CannotFitError(
            _(
                "Bilden skulle bli spegelvänd. Kontrollera att öst och nord inte har bytt plats "
                "och att inga punkter är förväxlade."
            )
        )


def _stated_error(method: Method, matrix: Array, p: Array, corners: Array, missed: Array) -> float:
    """Metres within which a place in the picture lies, in at least 95 cases of 100 (see above)."""
    free = 2 * (len(p) - MINIMUM[method])
    spread = math.sqrt(np.sum(missed**2) / free)
    quantile = free * (OUTSIDE ** (-2 / free) - 1)
    return spread * math.sqrt((1 + _largest_leverage(method, matrix, p, corners)) * quantile)


def _largest_pixel(matrix: Array, corners: Array) -> float:
    """The longest diagonal of a pixel on the ground, in metres; it is at a corner of the sheet."""
    sides = [
        _through(matrix, corners + step) - _through(matrix, corners) for step in ([1, 0], [0, 1])
    ]
    return float(np.sqrt(sum(np.sum(side**2, axis=1) for side in sides)).max())


def _largest_leverage(method: Method, matrix: Array, p: Array, places: Array) -> float:
    """The largest part of the points' own variance that a place takes over, along any direction."""
    design = _design(method, p, _through(matrix, p), _depth(matrix, p))
    root = np.linalg.cholesky(design.T @ design)
    taken = _design(method, places, _through(matrix, places), _depth(matrix, places))
    return max(
        float(np.linalg.norm(np.linalg.solve(root, rows.T), 2)) ** 2
        for rows in taken.reshape(len(places), 2, -1)
    )
