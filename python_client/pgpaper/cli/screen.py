"""The live view of `pgpaper watch`: a window full, drawn again when something has changed."""

import asyncio
import os
import signal
import sys
import termios
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from pgpaper.cli import output, watch
from pgpaper.cli.errors import Exit, Quiet
from pgpaper.cli.follow import Follower, Row, View
from pgpaper.cli.orders import OPEN_ORDER_TABLE, POSITION_TABLE

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

_REDRAW = 1.0  # seconds, for the age of what is shown
_OLD = 5.0  # seconds from which that age is worth a colour
_HEADINGS = 3  # lines of a section that are no rows: title, headings


def run(follower: Follower) -> None:
    """Show the account until somebody ends it."""
    code = asyncio.run(_show(follower))
    if code != Exit.DONE:
        raise Quiet(code)


async def _show(follower: Follower) -> Exit:
    from rich.live import Live

    loop = asyncio.get_running_loop()
    news = asyncio.Event()
    ended: list[Exit] = []
    suspended: list[bool] = []

    def end(code: Exit) -> None:
        ended.append(code)
        news.set()

    def suspend() -> None:
        suspended.append(True)
        news.set()

    for number, code in ((signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)):
        loop.add_signal_handler(number, end, code)
    loop.add_signal_handler(signal.SIGWINCH, news.set)
    loop.add_signal_handler(signal.SIGTSTP, suspend)
    console = output.console()
    following = asyncio.create_task(follower.follow(follower.look, news.set))
    following.add_done_callback(lambda _: news.set())
    try:
        with _Keys(loop, end) as keys, Live(console=console, screen=True, auto_refresh=False) as live:
            while not ended and not following.done():
                if suspended:
                    suspended.clear()
                    _suspend(live, keys)
                live.update(draw(follower, console), refresh=True)
                with suppress(TimeoutError):
                    async with asyncio.timeout(_REDRAW):
                        await news.wait()
                news.clear()
    finally:
        following.cancel()
        # A connection that does not answer may take its time to be given up; nobody waits for that.
        await asyncio.wait([following], timeout=0.5)
    if following.done() and not following.cancelled() and (err := following.exception()):
        raise err
    return ended[0] if ended else Exit.DONE


class _Keys:
    """Takes keys as they are pressed, without showing them; afterwards the terminal is as it was."""

    def __init__(self, loop: asyncio.AbstractEventLoop, end: Callable[[Exit], None]) -> None:
        self._loop, self._end = loop, end
        self._terminal = sys.stdin.fileno() if sys.stdin.isatty() else None
        self._before = [] if self._terminal is None else termios.tcgetattr(self._terminal)

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def take(self) -> None:
        if self._terminal is not None:
            tty.setcbreak(self._terminal)
            self._loop.add_reader(self._terminal, self._pressed, self._terminal)

    def give_back(self) -> None:
        if self._terminal is not None:
            self._loop.remove_reader(self._terminal)
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

    def _pressed(self, terminal: int) -> None:
        keys = os.read(terminal, 1024)
        if not keys or any(key in b"qQ\x04" for key in keys):
            self._end(Exit.DONE)


def _suspend(live: "Live", keys: _Keys) -> None:
    """Leave the terminal to the shell until we are continued."""
    live.stop()
    keys.give_back()
    os.kill(os.getpid(), signal.SIGSTOP)
    keys.take()
    live.start()


def draw(follower: Follower, console: "Console") -> "RenderableType":
    """Return what the window shows."""
    from rich.console import Group
    from rich.text import Text

    width, height = console.size
    head: list[RenderableType] = [_state(follower, width)]
    if follower.read_at is None:
        return Group(*head)
    view = follower.view
    head += _figures(view, width)
    events = [Text("Events", style="bold"), *(_event(row, width) for row in view.events)]
    wanted = [
        len(view.positions) + _HEADINGS if view.positions else 1,
        len(view.orders) + _HEADINGS if view.orders else 0,
        len(events),
    ]
    for_positions, for_orders, _ = _shares(max(height - len(head), 0), wanted)
    return Group(
        *head,
        *_section("Positions", view.positions, POSITION_TABLE, width, for_positions, empty="no positions"),
        *_section("Open orders", view.orders, OPEN_ORDER_TABLE, width, for_orders),
        *events,  # whatever does not fit is cut off by the window
    )


def _shares(room: int, wanted: list[int]) -> list[int]:
    """Divide the lines: an equal part for each section, and what one does not need for the others."""
    given = [min(want, room // len(wanted)) for want in wanted]
    for place, want in enumerate(wanted):
        given[place] += min(want - given[place], max(room - sum(given), 0))
    return given


def _state(follower: Follower, width: int) -> "Text":
    """The first line: what is watched, how old it is, how to leave."""
    from rich.text import Text

    age = None if follower.read_at is None else time.monotonic() - follower.read_at
    known = "waiting for the first reply" if age is None else f"as of {_age(age)} ago"
    if follower.trouble:
        text, style = f"connection lost, trying again; {known} ({follower.trouble})", "bold white on red"
    else:
        text, style = known, "yellow" if age is None or age >= _OLD else "dim"
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(output.printable(follower.account_id), style="bold")
    line.append("  ")
    line.append(output.printable(text), style=style)
    if not follower.trouble:
        line.append("  q quits", style="dim")
    line.truncate(width, overflow="ellipsis")
    return line


def _age(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _figures(view: View, width: int) -> "list[RenderableType]":
    """The figures, as many in a line as there is room for."""
    from rich.text import Text

    lines: list[RenderableType] = []
    line = Text()
    for name, value in watch.figures(view).items():
        if name == "account":
            continue
        style = (
            ("green" if view.day_pnl > 0 else "red" if view.day_pnl < 0 else "") if "PnL" in name else "bold"
        )
        figure = Text.assemble((f"{name} ", "dim"), (value, style))
        if line and line.cell_len + 3 + figure.cell_len > width:
            lines.append(line)
            line = Text()
        line = Text.assemble(line, "   ", figure) if line else figure
    return [*lines, line]


def _section(
    title: str, rows: list[Any], columns: list[output.Column], width: int, room: int, empty: str = ""
) -> "list[RenderableType]":
    """A title and as many rows as fit into `room` lines, nothing without room."""
    from rich.text import Text

    if not room:
        return []
    if not rows:
        return [Text(empty, style="dim")]
    shown = rows[: max(room - _HEADINGS, 1)]
    table, _ = output.fitted(shown, columns, width)
    more = f"  {len(shown)} of {len(rows)}" if len(shown) < len(rows) else ""
    return [Text.assemble((title, "bold"), (more, "dim")), table]


def _event(row: Row, width: int) -> "Text":
    from rich.text import Text

    style = {"rejected": "red", "fill": "green", "partial_fill": "green"}.get(row["event_type"], "")
    line = Text.assemble(
        (output.moment(row["at"])[5:19] + "  ", "dim"), (output.printable(watch.story(row)), style)
    )
    line.truncate(width, overflow="ellipsis")
    return line
