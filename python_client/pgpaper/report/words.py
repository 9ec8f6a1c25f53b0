"""How values are written on the page. `None` is a dash; below 0 is a minus sign, not a hyphen."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pgpaper.cli import output

NONE = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_LONGEST = 160


def _number(text: str) -> str:
    return text.replace("-", _MINUS)


def text(value: Any) -> str:
    """Anything that came from outside: nothing in it may change how the rest reads, nor fill the page."""
    if value is None:
        return NONE
    shown = output.printable(str(value))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def money(value: Decimal | float | None) -> str:
    """Two decimals."""
    return NONE if value is None else _number(f"{value + 0:,.2f}").replace(f"{_MINUS}0.00", "0.00")


def signed(value: Decimal | float | None) -> str:
    """Two decimals, and a sign in any case."""
    shown = money(value)
    return f"+{shown}" if value is not None and shown[0] not in _MINUS + NONE and value > 0 else shown


def price(value: Decimal | None) -> str:
    """Two to four decimals, eight for what costs less than a cent or so."""
    if value is None:
        return NONE
    if 0 < abs(value) < Decimal("0.1"):
        return _number(output.quantity(round(value, 8)))
    return _number(output.price(Decimal(value)))


def quantity(value: Decimal | str | None) -> str:
    """All its decimals."""
    return NONE if value is None else _number(output.quantity(Decimal(value)))


def count(value: int | None) -> str:
    """A whole number."""
    return NONE if value is None else f"{value:,}"


def ratio(value: float | None, places: int = 2) -> str:
    """A number without unit."""
    return NONE if value is None else _number(f"{value + 0.0:,.{places}f}")


def percent(value: float | None, places: int = 2) -> str:
    """A fraction as a percentage; of large ones, fewer decimals."""
    if value is None:
        return NONE
    shown = value * 100
    if abs(shown) >= 1000:
        places = 0
    written = f"{shown:,.{places}f}"
    return _number(written.removeprefix("-") if not float(written.replace(",", "")) else written) + "%"


def signed_percent(value: float | None, places: int = 2) -> str:
    """A percentage with a sign in any case."""
    shown = percent(value, places)
    return f"+{shown}" if value is not None and value > 0 and shown.strip("0.%") else shown


def moment(value: datetime | str | None) -> str:
    """To the second; what was before any clock is said so."""
    if value is None:
        return NONE
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return "at the opening" if at.year == 1900 else f"{at:%Y-%m-%d %H:%M:%S}"


def day(value: datetime | str | None) -> str:
    """The date alone."""
    shown = moment(value)
    return shown[:10] if shown[:1].isdigit() else shown


def duration(seconds: float | None) -> str:
    """The two largest units."""
    if seconds is None:
        return NONE
    if seconds >= 2 * 86400:
        return f"{seconds / 86400:,.0f} days"
    for unit, size, below, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit} {int(seconds % size // part)} {below}"
    return f"{seconds:.3g} s"


def tone(value: Decimal | float | None) -> str:
    """The class of a figure that is good above 0 and bad below."""
    return "" if not value else "gain" if value > 0 else "loss"


def spoken(name: str | None) -> str:
    """A name of the database as words."""
    return NONE if name is None else text(name).replace("_", " ")
