"""Curves as plain SVG: a few lines over a logarithmic x-axis, nothing to install."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, BOTTOM, LINE = 80, 40, 50, 16
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#000000")

Points = Sequence[tuple[float, float]]


def chart(
    title: str, x_label: str, y_label: str, series: Mapping[str, Points], *, log_y: bool = False
) -> str:
    """A line for each series; x is marked at its points, y from 0 up or, with `log_y`, at powers of 10."""
    xs = sorted({x for points in series.values() for x, _ in points})
    ys = [y for points in series.values() for _, y in points]
    marks = _powers_of_ten(min(ys), max(ys)) if log_y else _steps(max(ys))
    scale_y = math.log if log_y else float
    top = 40 + LINE * len(series)  # the names of the series are above the lines

    def across(x: float) -> float:
        span = math.log(xs[-1] / xs[0]) or 1
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(x / xs[0]) / span

    def down(y: float) -> float:
        low, high = scale_y(marks[0]), scale_y(marks[-1])
        return HEIGHT - BOTTOM - (HEIGHT - top - BOTTOM) * (scale_y(y) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(WIDTH / 2, 20, title, "middle"),
        _text(WIDTH / 2, HEIGHT - 10, x_label, "middle"),
        f'<g transform="rotate(-90)">{_text(-HEIGHT / 2, 15, y_label, "middle")}</g>',
    ]
    for y in marks:
        parts.append(f'<path d="M{LEFT} {down(y):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, down(y) + 4, f"{y:,g}", "end"))
    parts += [_text(across(x), HEIGHT - BOTTOM + 18, f"{x:,.0f}", "middle") for x in xs]
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3" fill="{colour}"/>' for x, y in points
        ]
        parts.append(f'<g fill="{colour}">{_text(LEFT, 44 + LINE * number, name, "start")}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _powers_of_ten(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [10.0**power for power in range(first, max(last, first + 1) + 1)]


def _steps(high: float) -> list[float]:
    """From 0 to at least `high`, in at most ten steps of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(high) - 1)
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power, 20 * power) if high <= 8 * step)
    return [step * number for number in range(math.ceil(high / step) + 1)]
