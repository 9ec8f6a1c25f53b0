"""The page python.md: what the docstrings of the package say about its public names."""

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pgpaper

#: The sections of the page, and what is in them; a name that is in none is an error.
SECTIONS = {
    "Trading": ["PaperTradingAdapter", "BrokerDataAdapter", "load_state_from_db", "sync_state_to_db"],
    "Requests and responses": [
        "OrderRequest", "OrderResponse", "PositionInfo", "AccountInfo", "Fill", "JournalEntry", "Explanation",
        "Violation", "AdapterResult",
    ],
    "Market data": ["MarketFeed", "Quote", "Trade", "Bar", "FeedResult"],
    "Words": ["OrderSide", "OrderType", "OrderStatus", "OrderEventType", "TradingMode"],
    "Retries and metrics": ["RetryPolicy", "Call"],
    "Errors": [
        "PaperError", "Problem", "AccountClosed", "AccountExists", "ConnectionLost", "IdempotencyConflict",
        "InsufficientFunds", "InvalidRequest", "MarketDataInvalid",
        "NotRestorable", "NotSerializable", "PermissionDenied",
        "SchemaMismatch", "TransactionConflict", "UnknownAccount", "UnknownOrder", "UnreadableExport",
    ],
}  # fmt: skip

_HEAD = """\
# Reference of the Python package

Written by `make docs` from the docstrings: change them in `python_client/pgpaper`, not this page. All names
are in `pgpaper`: `from pgpaper import PaperTradingAdapter`.

How to use it: [the tutorial](tutorial.md), [programs that are not asynchronous](sync.md),
[the market](market.md), [metrics and logs](operators.md#metrics).
"""


def page() -> str:
    """Return the page `python.md`."""
    listed = [name for names in SECTIONS.values() for name in names]
    if sorted(listed) != sorted(pgpaper.__all__):
        raise LookupError(f"SECTIONS and pgpaper.__all__ differ: {set(listed) ^ set(pgpaper.__all__)}")
    parts = [_HEAD]
    for title, names in SECTIONS.items():
        parts.append(f"## {title}")
        parts.append(_wrapped(", ".join(f"[{name}](#{name.lower()})" for name in names)))
        for name in names:
            parts += [f"### {name}", *_described(name, getattr(pgpaper, name))]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _described(name: str, thing: Any) -> Iterator[str]:
    if inspect.isclass(thing) and issubclass(thing, Enum):
        yield _prose(thing, fallback=f"The values of `{name}`, which are strings.")
        yield _wrapped(", ".join(f"`{name}.{member.name}` is `{member.value}`" for member in thing) + ".")
        return
    if inspect.isclass(thing) and issubclass(thing, BaseException):
        yield _prose(thing)
        return
    yield f"```text\n{_signature(name, thing)}\n```"
    yield _prose(thing)
    if inspect.isclass(thing) and not is_dataclass(thing):
        for method, member in vars(thing).items():
            if not method.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                doc = inspect.getdoc(member.fget if isinstance(member, property) else member)
                inherited = inspect.getdoc(getattr(thing, method))
                if doc or inherited:
                    text = _text(doc or inherited or "")
                    shown = method if isinstance(member, property) else _signature(method, member)
                    yield f"#### {name}.{method}\n\n```text\n{shown}\n```\n\n{text}"


def _signature(name: str, thing: Any) -> str:
    """How a thing is called; of a class, how it is made."""
    if is_dataclass(thing):
        arguments = [_field(field) for field in fields(thing) if field.init]
        returns = ""
    else:
        signature = inspect.signature(thing)
        shown = [p for p in signature.parameters.values() if p.name != "self"]
        arguments = [_argument(p) for p in shown]
        first_keyword = next((n for n, p in enumerate(shown) if p.kind is p.KEYWORD_ONLY), None)
        if first_keyword is not None:
            arguments.insert(first_keyword, "*")
        annotated = signature.return_annotation
        returns = "" if inspect.isclass(thing) or annotated is signature.empty else f" -> {_type(annotated)}"
    prefix = "async " if inspect.iscoroutinefunction(thing) else ""
    line = f"{prefix}{name}({', '.join(arguments)}){returns}"
    if len(line) <= 100:
        return line
    return f"{prefix}{name}(\n" + "".join(f"    {argument},\n" for argument in arguments) + f"){returns}"


def _argument(parameter: inspect.Parameter) -> str:
    text = parameter.name
    if parameter.annotation is not parameter.empty:
        text += f": {_type(parameter.annotation)}"
    if parameter.default is not parameter.empty:
        text += f" = {_value(parameter.default)}"
    return text


def _field(field: Any) -> str:
    text = f"{field.name}: {_type(field.type)}"
    default = repr(field.default)
    if "MISSING" not in default:
        text += f" = {_value(field.default)}"
    elif "MISSING" not in repr(field.default_factory):
        text += " = …"
    return text


def _value(value: Any) -> str:
    return f'"{value.value}"' if isinstance(value, Enum) else repr(value).replace("'", '"')


def _type(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", text)
    text = re.sub(r"\b(?:datetime|decimal|uuid|collections\.abc|typing)\.", "", text)
    text = re.sub(r"Optional\[([^][]+)\]", r"\1 | None", text)
    text = text.replace("[~Figure]", "").replace("~Figure", "Number")
    text = re.sub(r"Union\[([^][]+), ([^][]+)\]", r"\1 | \2", text)
    return text.replace("float | Decimal", "Number").replace("Decimal | float", "Number")


def _prose(thing: Any, fallback: str = "") -> str:
    own = thing.__dict__.get("__doc__") if inspect.isclass(thing) else thing.__doc__
    return _text(inspect.cleandoc(own)) if own and not own.startswith("Enum where") else fallback


def _text(doc: str) -> str:
    """A docstring as Markdown: what is indented in it is code."""
    parts: list[str] = []
    for paragraph in re.split(r"\n\n", doc.strip()):
        if paragraph.startswith("    "):
            parts.append(f"```text\n{textwrap.dedent(paragraph)}\n```")
        elif paragraph.startswith("- "):
            parts.append(paragraph)
        else:
            parts.append(_wrapped(_marked(paragraph)))
    return "\n\n".join(parts)


def _marked(text: str) -> str:
    """Names with an underscore, which Markdown would read as emphasis, as code; what is marked stays."""
    return re.sub(r"(`[^`]*`)|((?:\w+\.)*\w*_\w+(?:\(\))?)", lambda m: m[1] or f"`{m[2]}`", text)


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 110, break_long_words=False, break_on_hyphens=False)
