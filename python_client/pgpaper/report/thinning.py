"""Fewer points for the same curve."""

from collections.abc import Sequence

Point = tuple[float, float]


def largest_triangles(points: Sequence[Point], limit: int) -> list[int]:
    """Choose at most `limit` of the points, by their places: Largest-Triangle-Three-Buckets.

    S. Steinarsson, Downsampling Time Series for Visual Representation, 2013: the points between the first and
    the last are divided into equal buckets, and of each the one is kept that makes the largest triangle with
    the point kept before and the average of the bucket after. The lowest and the highest point stay as well.
    """
    count = len(points)
    if count <= limit or limit < 5:
        return list(range(count))
    buckets = limit - 4  # the first, the last, the lowest, the highest
    edges = [1 + (count - 2) * n // buckets for n in range(buckets + 1)]
    kept = [0]
    for n in range(buckets):
        begin, end = edges[n], edges[n + 1]
        following = points[end : edges[n + 2]] if n + 2 <= buckets else points[-1:]
        x_after = sum(x for x, _ in following) / len(following)
        y_after = sum(y for _, y in following) / len(following)
        x_before, y_before = points[kept[-1]]

        def area(
            place: int,
            x_before: float = x_before,
            y_before: float = y_before,
            x_after: float = x_after,
            y_after: float = y_after,
        ) -> float:
            x, y = points[place]
            return abs((x_before - x_after) * (y - y_before) - (x_before - x) * (y_after - y_before))

        kept.append(max(range(begin, end), key=area))
    lowest = min(range(count), key=lambda place: points[place][1])
    highest = max(range(count), key=lambda place: points[place][1])
    return sorted({*kept, lowest, highest, count - 1})
