"""A sheet fitted to the ground: exact transformations, known noise, and what cannot be fitted."""

import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inventory.fitting import MINIMUM, CannotFitError, ControlPoint, Fit, Method, fit, usual_method

WIDTH, HEIGHT = 4000, 3000  # pixels of the sheet
CORNERS = [(300.0, 300.0), (3700.0, 400.0), (3600.0, 2700.0), (400.0, 2600.0)]
SHEET = [(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)]
Matrix = NDArray[np.floating[Any]]

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def transformations(draw: st.DrawFn, method: Method) -> Matrix:
    """How a sheet lies somewhere in Sweden: its pixels are 0.1 to 2 m, it may be turned anyhow."""
    size, turn = draw(st.floats(0.1, 2)), draw(st.floats(-math.pi, math.pi))
    cos, sin = size * math.cos(turn), size * math.sin(turn)
    inner = np.array([[cos, sin], [sin, -cos]])
    if method != Method.SIMILARITY:
        inner = inner @ np.array([[1, draw(st.floats(-0.2, 0.2))], [0, draw(st.floats(0.8, 1.2))]])
    depth = [0.0, 0.0]
    if method == Method.PROJECTIVE:
        depth = [draw(st.floats(-4e-5, 4e-5)), draw(st.floats(-4e-5, 4e-5))]
    place = draw(st.integers(300_000, 900_000)), draw(st.integers(6_200_000, 7_600_000))
    on_ground = np.array([[1, 0, place[0]], [0, 1, place[1]], [0, 0, 1]])
    placed: Matrix = on_ground @ np.vstack([np.column_stack([inner, [0, 0]]), [*depth, 1]])
    return placed


def on_ground(matrix: Matrix, x: float, y: float) -> ControlPoint:
    east, north, depth = matrix @ (x, y, 1)
    return ControlPoint(x, y, east / depth, north / depth)


def drawn_points(draw: st.DrawFn, matrix: Matrix, least: int) -> list[ControlPoint]:
    """The four corners or so, and more anywhere, at least so many."""
    places = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
    more = draw(st.lists(places, min_size=max(0, least - 4), max_size=6))
    apart = [
        place for place in dict.fromkeys(more) if min(math.dist(place, c) for c in CORNERS) > 9
    ]
    chosen = [*CORNERS[: max(least, 3)], *apart][: max(least, len(apart))]
    assume(len(chosen) >= least)
    return [on_ground(matrix, *place) for place in chosen]


@st.composite
def exact_sheets(draw: st.DrawFn, more: int = 0) -> tuple[Method, Matrix, list[ControlPoint]]:
    """A method, a transformation of its kind, and points that follow it exactly."""
    method = draw(st.sampled_from(Method))
    matrix = draw(transformations(method))
    return method, matrix, drawn_points(draw, matrix, MINIMUM[method] + more)


def pixel(matrix: Matrix, x: float, y: float) -> float:
    """The diagonal of a pixel on the ground, by its two sides."""
    here, right, down = (on_ground(matrix, *at) for at in ((x, y), (x + 1, y), (x, y + 1)))
    sides = [math.dist((here.east, here.north), (p.east, p.north)) for p in (right, down)]
    return math.hypot(*sides)


def missed(fitted: Fit, point: ControlPoint) -> float:
    return math.dist(fitted.to_ground(point.x, point.y), (point.east, point.north))


@unhurried
@given(exact_sheets(), st.integers(0, WIDTH), st.integers(0, HEIGHT))
def test_a_known_transformation_is_found(
    sheet: tuple[Method, Matrix, list[ControlPoint]], x: int, y: int
) -> None:
    method, matrix, points = sheet
    fitted = fit(method, points, WIDTH, HEIGHT)
    anywhere = on_ground(matrix, x, y)
    assert missed(fitted, anywhere) < 0.001
    assert fitted.to_picture(anywhere.east, anywhere.north) == pytest.approx((x, y), abs=0.001)
    if len(points) == MINIMUM[method]:
        assert (fitted.residuals, fitted.rmse, fitted.error) == (None, None, None)


@unhurried
@given(exact_sheets(more=1))
def test_points_of_an_exact_transformation_leave_nothing(
    sheet: tuple[Method, Matrix, list[ControlPoint]],
) -> None:
    method, matrix, points = sheet
    fitted = fit(method, points, WIDTH, HEIGHT)
    assert fitted.residuals is not None
    assert fitted.rmse is not None
    assert fitted.error is not None
    assert all(0 <= metres < 0.001 for metres in fitted.residuals)
    assert fitted.rmse < 0.001
    assert fitted.error == pytest.approx(max(pixel(matrix, *corner) for corner in SHEET), rel=0.01)


def noisy(points: Sequence[ControlPoint], metres: float, seed: int) -> list[ControlPoint]:
    """The points with an error of so many metres (standard deviation) along each axis."""
    errors = np.random.default_rng(seed).normal(0, metres, (len(points), 2))
    return [
        ControlPoint(point.x, point.y, point.east + east, point.north + north)
        for point, (east, north) in zip(points, errors, strict=True)
    ]


@unhurried
@given(exact_sheets(more=1), st.integers(0, 99), st.randoms())
def test_the_order_of_the_points_says_nothing(
    sheet: tuple[Method, Matrix, list[ControlPoint]], seed: int, chance: random.Random
) -> None:
    method, _, exact = sheet
    points = noisy(exact, 0.5, seed)
    order = list(range(len(points)))
    chance.shuffle(order)
    try:
        one = fit(method, points, WIDTH, HEIGHT)
    except CannotFitError:
        assume(False)
    other = fit(method, [points[n] for n in order], WIDTH, HEIGHT)
    assert one.residuals is not None
    assert other.residuals is not None
    assert [one.residuals[n] for n in order] == pytest.approx(other.residuals, abs=1e-4)
    assert one.error == pytest.approx(other.error, rel=1e-3, abs=1e-6)


@unhurried
@given(
    exact_sheets(more=1), st.integers(0, 99), st.integers(-99_000, 99_000),
    st.integers(-99_000, 99_000),
)  # fmt: skip
def test_where_the_origin_is_says_nothing(
    sheet: tuple[Method, Matrix, list[ControlPoint]], seed: int, east: int, north: int
) -> None:
    method, _, exact = sheet
    points = noisy(exact, 0.5, seed)
    elsewhere = [ControlPoint(p.x, p.y, p.east + east, p.north + north) for p in points]
    try:
        one = fit(method, points, WIDTH, HEIGHT)
    except CannotFitError:
        assume(False)
    other = fit(method, elsewhere, WIDTH, HEIGHT)
    assert one.residuals == pytest.approx(other.residuals, abs=1e-4)
    there = one.to_ground(2000, 1500)
    moved = (there[0] + east, there[1] + north)
    assert moved == pytest.approx(other.to_ground(2000, 1500), abs=1e-3)


def sheet_of(method: Method) -> Matrix:
    """A sheet near Falun, of pixels of about 0.25 m."""
    inner = {
        Method.SIMILARITY: [[0.25, 0.03, -480], [0.03, -0.25, 400], [0, 0, 1]],
        Method.AFFINE: [[0.25, 0.03, -480], [0.02, -0.26, 400], [0, 0, 1]],
        Method.PROJECTIVE: [[0.25, 0.02, -480], [0.02, -0.25, 400], [3e-5, -2e-5, 1]],
    }[method]
    on_ground = np.array([[1, 0, 535_000], [0, 1, 6_718_000], [0, 0, 1]])
    placed: Matrix = on_ground @ np.array(inner)
    return placed


def trial(method: Method, number: int, seed: int, metres: float = 2) -> tuple[float, float, float]:
    """One sheet with noise: its stated error, what a held-out place misses by, and s."""
    chance = np.random.default_rng([seed, number])
    scattered = chance.uniform((200, 200), (3800, 2800), (number, 2)).tolist()
    places = [*CORNERS[: min(number, 4)], *scattered][:number]
    held_out = chance.uniform((0, 0), (WIDTH, HEIGHT)).tolist()
    exact = [on_ground(sheet_of(method), *place) for place in [*places, held_out]]
    *points, last = noisy(exact, metres, seed)
    fitted = fit(method, points, WIDTH, HEIGHT)
    assert fitted.error is not None
    assert fitted.residuals is not None
    free = 2 * (number - MINIMUM[method])
    spread = math.sqrt(sum(metre**2 for metre in fitted.residuals) / free)
    return fitted.error, missed(fitted, last), spread


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("more", "seeds"), [(1, 1000), (4, 200)])
def test_a_held_out_point_lands_within_the_stated_error(
    method: Method, more: int, seeds: int
) -> None:
    trials = [trial(method, MINIMUM[method] + more, seed) for seed in range(seeds)]
    assert sum(miss <= error for error, miss, _ in trials) > 0.95 * len(trials)


@pytest.mark.parametrize("method", Method)
def test_noise_of_a_known_size_gives_an_error_of_that_size(method: Method) -> None:
    """With many points s tends to σ, and the error to the 95 % radius of it: σ · √(-2 ln 0.05)."""
    trials = [trial(method, 60, seed, metres=3) for seed in range(30)]
    assert np.mean([spread**2 for _, _, spread in trials]) == pytest.approx(9, rel=0.1)
    radius = 3 * math.sqrt(-2 * math.log(0.05))
    assert radius < np.mean([error for error, _, _ in trials]) < 1.4 * radius


def test_the_residuals_are_distances_on_the_ground() -> None:
    """Three points of a scale that fits, and a fourth 8 m off: an affine shares it by four."""
    square = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
    ground = [(0, 500), (500, 500), (500, 0), (0, 8)]
    points = [
        ControlPoint(x, y, 535_000 + east, 6_718_000 + north)
        for (x, y), (east, north) in zip(square, ground, strict=True)
    ]
    fitted = fit(Method.AFFINE, points, 1000, 1000)
    assert fitted.residuals == pytest.approx((2, 2, 2, 2))
    assert fitted.rmse == pytest.approx(2)
    # s² = 16/2, h = 3/4 in a corner, ν = 2: √8 · √(1.75 · 2 · 19).
    assert fitted.error == pytest.approx(math.sqrt(8 * 1.75 * 38))


def at(*places: tuple[float, float]) -> list[ControlPoint]:
    """Points on an exact sheet near Falun."""
    return [on_ground(sheet_of(Method.SIMILARITY), *place) for place in places]


def refused(method: Method, points: list[ControlPoint]) -> str:
    with pytest.raises(CannotFitError) as why:
        fit(method, points, WIDTH, HEIGHT)
    return str(why.value)


@pytest.mark.parametrize("method", Method)
def test_too_few_points(method: Method) -> None:
    few = at(*CORNERS)[: MINIMUM[method] - 1]
    assert refused(method, few) == (
        f"Det behövs minst {MINIMUM[method]} punkter, och det finns {len(few)}."
    )


def test_points_in_the_same_place() -> None:
    a, b, c = at(*CORNERS[:3])
    same = ControlPoint(a.x, a.y + 0.5, c.east, c.north)
    assert "Punkt 1 och 3 ligger på samma ställe" in refused(Method.AFFINE, [a, b, same])
    same = ControlPoint(c.x, c.y, b.east, b.north + 0.005)
    assert "Punkt 2 och 3 har samma koordinater" in refused(Method.AFFINE, [a, b, same])


@pytest.mark.parametrize("method", [Method.AFFINE, Method.PROJECTIVE])
def test_points_on_a_line(method: Method) -> None:
    line = at((100, 100), (900, 901), (2000, 2001), (2500, 2499))
    assert "på en rak linje" in refused(method, line)
    bent = [ControlPoint(*xy, p.east, p.north) for xy, p in zip(CORNERS, line, strict=True)]
    assert "på en rak linje" in refused(method, bent)
    fit(Method.SIMILARITY, line, WIDTH, HEIGHT)


def test_three_of_four_points_on_a_line_tell_no_perspective() -> None:
    points = at((100, 100), (1000, 1000), (2000, 2000), (3000, 500))
    assert "För många av punkterna" in refused(Method.PROJECTIVE, points)
    fit(Method.AFFINE, points, WIDTH, HEIGHT)


def test_a_sheet_that_reaches_into_infinity() -> None:
    """The points lie in the upper third; two thirds down, the depth is nothing."""
    shallow = np.array([[0.25, 0, 0], [0, -0.25, 0], [0, -1 / 2000, 1]])
    vanishing = np.array([[1, 0, 535_000], [0, 1, 6_718_000], [0, 0, 1]]) @ shallow
    upper = [(0, 0), (4000, 0), (4000, 1000), (0, 1000)]
    assert "oändligt långt bort" in refused(
        Method.PROJECTIVE, [on_ground(vanishing, *place) for place in upper]
    )
    both = [(0, 0), (4000, 0), (4000, 3000), (0, 3000)]
    assert "oändligt långt bort" in refused(
        Method.PROJECTIVE, [on_ground(vanishing, *place) for place in both]
    )


@pytest.mark.parametrize("method", Method)
def test_a_sheet_that_would_be_mirrored(method: Method) -> None:
    points = at(*CORNERS)
    mirrored = [
        ControlPoint(p.x, p.y, 535_000 + p.north - 6_718_000, 6_718_000 + p.east - 535_000)
        for p in points
    ]
    assert "spegelvänd" in refused(method, mirrored)


def test_the_usual_method_leaves_residuals_where_it_can() -> None:
    usual = [usual_method(number) for number in range(7)]
    similarity, affine = Method.SIMILARITY, Method.AFFINE
    assert usual == [None, None, similarity, similarity, affine, affine, affine]
