"""The entity diagram of entities.md, from the catalog of a migrated database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import psycopg

#: In this order the tables are laid out, what is not named at the end: the account's, then the market's.
FIRST = ("journal", "accounts", "positions", "orders", "working", "watches", "checkpoints", "account_grants")
#: The tables that others belong to: each row of theirs has one here.
ROOTS = ("journal", "accounts", "market")

_TABLES = """
select
    c.relname,
    coalesce(obj_description(c.oid, 'pg_class'), ''),
    (
        select array_agg(a.attname::text order by a.attnum)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ),
    coalesce((
        select array_agg(a.attname::text order by k.n)
        from pg_constraint as p
        cross join unnest(p.conkey) with ordinality as k (attnum, n)
        inner join pg_attribute as a on a.attrelid = p.conrelid and a.attnum = k.attnum
        where p.conrelid = c.oid and p.contype = 'p'
    ), '{}')
from pg_class as c
where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
"""
_READS = """
select v.relname, array_agg(distinct t.relname::text order by t.relname::text)
from pg_class as v
inner join pg_rewrite as r on r.ev_class = v.oid
inner join pg_depend as d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass and d.refobjid <> v.oid
inner join pg_class as t
    on t.oid = d.refobjid and d.refclassid = 'pg_class'::regclass and t.relkind in ('r', 'p', 'v')
where v.relnamespace = 'paper'::regnamespace and v.relkind = 'v'
    and t.relnamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace)
group by v.relname
order by v.relname
"""


@dataclass(frozen=True)
class Table:
    name: str
    comment: str
    columns: Sequence[str]
    key: Sequence[str]


def tables(connection: "psycopg.Connection[Any]") -> list[Table]:
    """The tables, in the order of the diagram."""
    found = [Table(*row) for row in connection.execute(_TABLES)]
    place = {name: number for number, name in enumerate(FIRST)}
    return sorted(found, key=lambda table: (place.get(table.name, len(place)), table.name))


def reads(connection: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    """What each view reads: tables, and other views."""
    return dict(connection.execute(_READS).fetchall())


def parent(table: Table, others: Sequence[Table]) -> Table | None:
    """The table whose key the key of this one begins with; of two such, that with the longer key."""
    found = [
        other
        for other in others
        if other.name in ROOTS
        and other.name != table.name
        and table.key[: len(other.key)] == other.key
        # Known before it is in the market: an instrument.
        and (other.name != "market" or len(table.key) > len(other.key))
    ]
    return max(found, key=lambda other: len(other.key), default=None)


# -- the picture

COLUMN, GAP, LINE, PAD = 205, 70, 15, 8
VIEWS = 265
TOP = 44

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.ground { fill: #ffffff; } .box { fill: #f6f8fa; stroke: #8c959f; } .head { font-weight: 600; }
.key { fill: #0969da; } .small { fill: #57606a; font-size: 11px; }
.link { stroke: #b35900; fill: none; stroke-width: 1.3; } .end { fill: #b35900; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.ground { fill: #0d1117; } .box { fill: #161b22; stroke: #6e7681; }
.key { fill: #79c0ff; } .small { fill: #9198a1; }
.link { stroke: #ffa657; } .end { fill: #ffa657; }
}
""".strip()


def draw(connection: "psycopg.Connection[Any]") -> str:
    """Return the diagram as SVG: the views at the left, the tables with their keys at the right."""
    shown = tables(connection)
    boxes = _laid_out(shown)
    views = reads(connection)
    height = max(y + h for _, y, h in boxes.values()) + 20
    height = max(height, TOP + len(views) * (2 * LINE + 12) + 20)
    width = VIEWS + 3 * (COLUMN + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Views and tables of pgpaper">',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        '<text class="head" x="10" y="24">schema paper: views</text>',
        f'<text class="head" x="{VIEWS}" y="24">schema paper_internal: tables, keys in blue</text>',
    ]
    for number, (view, found) in enumerate(views.items()):
        y = TOP + number * (2 * LINE + 12)
        parts.append(
            f'<rect class="box" x="10" y="{y}" width="{VIEWS - 60}" height="{2 * LINE + 6}" rx="4"/>'
        )
        parts.append(f'<text class="head" x="18" y="{y + 15}">{view}</text>')
        parts.append(f'<text class="small" x="18" y="{y + 29}">{escape(_shortened(found))}</text>')
    for table in shown:
        if (owner := parent(table, shown)) is not None:
            parts += _link(boxes[table.name], boxes[owner.name])
    parts += [line for table in shown for line in _box(table, *boxes[table.name])]
    return "\n".join([*parts, "</svg>", ""])


def _shortened(names: Sequence[str]) -> str:
    text = "from " + ", ".join(names)
    return text if len(text) < 34 else text[:32] + "…"


def _laid_out(shown: Sequence[Table]) -> Mapping[str, tuple[int, int, int]]:
    """Where each table is: x, y and height. Each goes to the column that is shortest so far."""
    ends = [TOP] * 3
    found = {}
    for table in shown:
        column = ends.index(min(ends))
        height = LINE * (len(table.columns) + 1) + 2 * PAD
        found[table.name] = (VIEWS + column * (COLUMN + GAP), ends[column], height)
        ends[column] += height + 22
    return found


def _box(table: Table, x: int, y: int, height: int) -> Iterator[str]:
    yield f'<rect class="box" x="{x}" y="{y}" width="{COLUMN}" height="{height}" rx="4"/>'
    yield f'<text class="head" x="{x + 8}" y="{y + 17}">{table.name}</text>'
    for number, column in enumerate(table.columns, start=1):
        kind = "key" if column in table.key else "column"
        yield f'<text class="{kind}" x="{x + 8}" y="{y + 17 + LINE * number + 2}">{column}</text>'


def _link(child: tuple[int, int, int], parent: tuple[int, int, int]) -> Iterator[str]:
    """A curve from a table to the one whose key it has."""
    (cx, cy, _), (px, py, _) = child, parent
    start, end = (cx, cy + 12), (px + COLUMN, py + 12)
    bend = 45
    if cx == px:  # above each other: around the right side
        start, end = (cx + COLUMN, cy + 12), (px + COLUMN, py + 12)
        curve = f"C{start[0] + bend} {start[1]} {end[0] + bend} {end[1]} {end[0]} {end[1]}"
    elif cx < px:
        start, end = (cx + COLUMN, cy + 12), (px, py + 12)
        curve = f"C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]} {end[0]} {end[1]}"
    else:
        curve = f"C{start[0] - bend} {start[1]} {end[0] + bend} {end[1]} {end[0]} {end[1]}"
    yield f'<path class="link" d="M{start[0]} {start[1]}{curve}"/>'
    yield f'<circle class="end" cx="{end[0]}" cy="{end[1]}" r="3.5"/>'


# -- the page

_HEAD = """\
# Views and tables

Written by `make docs` from the catalog of the database. People read the views of schema `paper`, all of whose
columns are in [the reference](reference.md#views); the tables in `paper_internal` are for those who read the
code, and no role but the owner may touch them.

![Views and tables of pgpaper](pictures/_entities.svg)

A curve leads from a table to the one whose key its own key begins with: `journal` is keyed by (`account_id`,
`seq`), and so belongs to one of `accounts`. Everything of an account is keyed by the account first. There is
one declared foreign key, from `account_grants`; the engine alone writes the others, and keeps to them itself.
"""


def page(connection: "psycopg.Connection[Any]") -> str:
    """Return the page `entities.md`."""
    shown = tables(connection)
    lines = [_HEAD, "## Views", "", "| view | reads |", "|---|---|"]
    for view, found in reads(connection).items():
        lines.append(f"| [`{view}`](reference.md#{view}) | {', '.join(f'`{name}`' for name in found)} |")
    lines += ["", "## Tables", "", "| table | key | belongs to |", "|---|---|---|"]
    for table in shown:
        owner = parent(table, shown)
        belongs = "" if owner is None else f"`{owner.name}`"
        lines.append(f"| `{table.name}` | {', '.join(f'`{column}`' for column in table.key)} | {belongs} |")
    return "\n".join(lines) + "\n"
