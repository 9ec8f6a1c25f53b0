"""Charts as SVG that fits any width: lines in a stretched view box, texts and markers at percentages.

The outer svg has no view box, so texts, lines of the grid and markers keep their size while their places,
given in percent, follow the width; curves are in an inner svg that is stretched, with strokes that are not.
All of it is in the page before any script runs. The data are there once more as JSON, for the script that
shows values and zooms.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pgpaper.report.thinning import largest_triangles

#: The view box of the curves; the script knows these as well.
WIDE, HIGH = 10_000, 1_000
#: A curve has at most so many points.
CURVE_POINTS = 1500

_DAY = 86400
_CLOCK_STEPS = (1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, _DAY, 2 * _DAY, 7 * _DAY)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass
class Series:
    """A curve: its points in order of time, and for a band the lowest and highest values around them."""

    name: str
    style: str  # a class of the style sheet
    at: list[float]
    values: list[float]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    area: bool = False  # filled down, or up, to 0
    total: int = 0  # points before thinning


@dataclass(frozen=True)
class Marker:
    """A trade."""

    at: float
    value: float
    style: str  # buy or sell
    text: str


@dataclass(frozen=True)
class Tick:
    """A mark of an axis, in percent of it; minor ones have no room on a phone."""

    place: float
    text: str
    minor: bool = False
    anchor: str = "middle"


@dataclass(frozen=True)
class Path:
    """What is drawn of a series."""

    style: str
    line: str
    fill: str


@dataclass
class Chart:
    """One chart, ready for the template."""

    name: str  # unique in the page
    title: str
    description: str
    form: str  # of its values: money, price or percent
    series: list[Series]
    markers: list[Marker] = field(default_factory=list)
    note: str = ""
    from_zero: bool = False
    bounds: tuple[float, float] | None = None  # of the time

    def __post_init__(self) -> None:
        times = [t for series in self.series for t in (series.at[0], series.at[-1]) if series.at]
        self.first, self.last = self.bounds or (min(times), max(times))
        if self.last <= self.first:
            self.first, self.last = self.first - 1, self.last + 1
        values = [v for series in self.series for v in (*series.values, *series.low, *series.high)]
        values += [marker.value for marker in self.markers]
        self.bottom, self.top = _domain(min(values), max(values), from_zero=self.from_zero)

    def x(self, at: float) -> float:
        """From 0 to 1."""
        return (at - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        """From 0 at the top to 1."""
        return (self.top - value) / (self.top - self.bottom)

    @property
    def paths(self) -> list[Path]:
        """The curves, the first one on top."""
        return [self._path(series) for series in reversed(self.series)]

    def _path(self, series: Series) -> Path:
        xs = [f"{self.x(t) * WIDE:.0f}" for t in series.at]
        ys = [f"{self.y(v) * HIGH:.1f}" for v in series.values]
        line = "M" + "L".join(f"{x} {y}" for x, y in zip(xs, ys, strict=True))
        if len(xs) == 1:
            line += "h0"  # a dot, by the round caps of the line
        fill = ""
        if series.area:
            base = f"{min(max(self.y(0), 0), 1) * HIGH:.1f}"
            fill = f"{line}L{xs[-1]} {base}L{xs[0]} {base}Z"
        elif series.low:
            upper = [f"{x} {self.y(v) * HIGH:.1f}" for x, v in zip(xs, series.high, strict=True)]
            lower = [f"{x} {self.y(v) * HIGH:.1f}" for x, v in zip(xs, series.low, strict=True)]
            fill = "M" + "L".join([*upper, *reversed(lower)]) + "Z"
        return Path(series.style, line, fill)

    @property
    def x_ticks(self) -> list[Tick]:
        """Marks at round times."""
        return time_ticks(self.first, self.last)

    @property
    def y_ticks(self) -> list[Tick]:
        """Marks at round values."""
        return [
            Tick(round(self.y(value) * 100, 2), axis_text(value, self.form, step))
            for value, step in value_ticks(self.bottom, self.top)
        ]

    @property
    def data(self) -> str:
        """What the script needs, as JSON that is safe inside of a script element."""
        content = {
            "first": self.first,
            "last": self.last,
            "bottom": self.bottom,
            "top": self.top,
            "form": self.form,
            "zero": self.from_zero,
            "series": [_series_data(series) for series in self.series],
            "markers": [[_short(m.at), _short(m.value), m.style, m.text] for m in self.markers],
        }
        text = json.dumps(content, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    @property
    def thinned(self) -> tuple[int, int] | None:
        """The points that are drawn of the longest curve, and those it has, where they are not the same."""
        longest = max(self.series, key=lambda series: series.total)
        return (len(longest.at), longest.total) if longest.total > len(longest.at) else None


def _series_data(series: Series) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": series.name,
        "style": series.style,
        "t": list(map(_short, series.at)),
        "v": list(map(_short, series.values)),
    }
    if series.low:
        data |= {"low": list(map(_short, series.low)), "high": list(map(_short, series.high))}
    return data


def _short(value: float) -> float | int:
    """The value in eight digits, whole where it is whole."""
    if value == int(value) and abs(value) < 1e15:
        return int(value)
    return float(f"{value:.8g}") if abs(value) < 1e8 else round(value, 3)


def curve(name: str, style: str, points: Sequence[tuple[datetime, float]], *, area: bool = False) -> Series:
    """Make a series of any number of points, thinned when there are too many."""
    exact = [(at.timestamp(), value) for at, value in points]
    kept = largest_triangles(exact, CURVE_POINTS)
    return Series(
        name, style, [exact[n][0] for n in kept], [exact[n][1] for n in kept], area=area, total=len(exact)
    )


def nearest(series: Series, at: float) -> float:
    """The value at the last point at or before a time, else the first."""
    place = bisect_left(series.at, at)
    if place < len(series.at) and series.at[place] == at:
        return series.values[place]
    return series.values[max(place - 1, 0)]


def _domain(low: float, high: float, *, from_zero: bool) -> tuple[float, float]:
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.06 or abs(high) * 0.02 or 0.01
    if low == high:
        return low - room, high + room
    bottom = low if from_zero and low == 0 else low - room
    top = high if from_zero and high == 0 else high + room
    return bottom, top


def value_ticks(bottom: float, top: float, wanted: int = 6) -> list[tuple[float, float]]:
    """Round values between the two, with their step of 1, 2 or 5 times a power of ten."""
    span = top - bottom
    power = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= wanted)
    first = math.ceil(bottom / step - 1e-9)
    last = math.floor(top / step + 1e-9)
    return [(number * step, step) for number in range(first, last + 1)]


def axis_text(value: float, form: str, step: float) -> str:
    """A short text for an axis."""
    sign = "\N{MINUS SIGN}" if value < -step / 1000 else ""
    value = abs(value)
    if form == "percent":
        return f"{sign}{value * 100:,.{_places(step * 100)}f}%"
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= size and (value >= 10_000 or step >= size):
            return f"{sign}{value / size:,.{_places(step / size)}f}{unit}"
    return f"{sign}{value:,.{_places(step)}f}"


def _places(step: float) -> int:
    return min(max(0, -math.floor(math.log10(step) + 1e-9)), 12)


def time_ticks(first: float, last: float, wanted: int = 8) -> list[Tick]:
    """Round times between the two (UTC): seconds, minutes, hours, days, months or years."""
    span = last - first
    for step in _CLOCK_STEPS:
        if span / step <= wanted:
            # Weeks begin on a Monday: the first one of the epoch is its fourth day after.
            shift = 4 * _DAY if step == 7 * _DAY else 0
            begin = math.ceil((first - shift) / step) * step + shift
            times = [begin + n * step for n in range(int((last - begin) // step) + 1)]
            return _ticks([(t, _clock_text(t, step)) for t in times], first, last)
    month_count = span / (_DAY * 30.44)
    step = next((step for step in _MONTH_STEPS if month_count / step <= wanted), _MONTH_STEPS[-1])
    moment = _moment(first)
    number = -(-(moment.year * 12 + moment.month - 1) // step) * step
    found: list[tuple[float, str]] = []
    while True:
        year, month = divmod(number, 12)
        if year > 9999:
            break
        at = datetime(year, month + 1, 1, tzinfo=UTC)
        if at.timestamp() > last:
            break
        if at.timestamp() >= first:
            found.append((at.timestamp(), f"{at:%Y}" if step >= 12 else f"{at:%b} {at:%Y}"))
        number += step
    return _ticks(found, first, last)


def _ticks(times: Sequence[tuple[float, str]], first: float, last: float) -> list[Tick]:
    ticks = []
    for number, (at, text) in enumerate(times):
        place = (at - first) / (last - first) * 100
        anchor = "start" if place < 4 else "middle"
        ticks.append(Tick(round(place, 2), text, bool(number % 2) and len(times) > 4, anchor))
    return ticks


def _clock_text(at: float, step: float) -> str:
    moment = _moment(at)
    if step >= _DAY or at % _DAY == 0:
        return f"{moment.day} {moment:%b}"
    return f"{moment:%H:%M:%S}" if step < 60 else f"{moment:%H:%M}"


def _moment(at: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
