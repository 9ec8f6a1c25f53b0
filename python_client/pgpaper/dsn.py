"""Connection strings of libpq, whose passwords are shown by nobody: not even where they cannot be read."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

MALFORMED = "the DSN is no connection string of libpq (not shown: it may hold a password)"
FORMS = (
    'write it as "host=… dbname=… user=…" or postgresql://user@host/dbname, '
    "with @ and / in a password of the latter as %40 and %2F"
)


class MalformedDsn(ValueError):  # noqa: N818
    """A DSN that libpq does not understand, or understands otherwise than it was meant."""

    def __init__(self) -> None:
        super().__init__(MALFORMED)


def parse(dsn: str) -> dict[str, Any]:
    """Return the parameters of a DSN; what is wrong with one is said without any of its words.

    In a URI, the part of a password behind an @ or a / that is not written as %40 or %2F is taken for the
    host, the port or the database, which errors and `pgpaper status` show.
    """
    try:
        found = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        raise MalformedDsn from None
    hosts = str(found.get("host") or "").split(",")
    ports = str(found.get("port") or "").split(",")
    is_uri = dsn.lstrip().startswith(("postgresql://", "postgres://"))
    if (
        any("@" in host[1:] for host in hosts)  # the first is that of an abstract socket
        or not all(port.strip().isdecimal() or not port.strip() for port in ports)
        or (is_uri and "@" in str(found.get("dbname") or ""))
    ):
        raise MalformedDsn
    return found
