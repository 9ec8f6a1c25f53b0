"""`pgpaper role …`"""

import os
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.session import one

if TYPE_CHECKING:
    from pgpaper.cli.session import Connection

app = App(
    name="role",
    help="""Make login roles for traders and analysts.

    For example:

        pgpaper role add alice --trader
    """,
)

# Members do not inherit the settings of a group, so each login role has its own.
SETTINGS = {
    "paper_trader": {"default_transaction_isolation": "serializable"},
    "paper_analyst": {
        "default_transaction_isolation": "repeatable read",
        "default_transaction_read_only": "on",
        "statement_timeout": "60s",
    },
}
PASSWORD_VARIABLE = "PGPAPER_ROLE_PASSWORD"  # noqa: S105
LONGEST_NAME = 63  # bytes; PostgreSQL cuts off what is longer


@app.command
def add(
    name: Annotated[str, Parameter(help="Name of the role, taken literally.")],
    /,
    *,
    trader: Annotated[
        bool, Parameter(negative="", show_default=False, help="May open accounts and trade on them.")
    ] = False,
    analyst: Annotated[
        bool, Parameter(negative="", show_default=False, help="May read everything and write nothing.")
    ] = False,
    password: Annotated[
        bool,
        Parameter(
            negative="", show_default=False, help="Ask for a password; PGPAPER_ROLE_PASSWORD gives one too."
        ),
    ] = False,
) -> None:
    """Create a login role, or bring one to the same state.

    A trader's transactions are serializable; an analyst's repeatable read, read
    only and at most 60 s a statement. Without a password the role is for servers
    that need none (peer, certificates, the embedded one). A password is hashed
    here, the server never sees it. Needs CREATEROLE, and the group with admin
    option, or a superuser.

    For example:

        pgpaper role add alice --trader --password
        pgpaper role add bob --analyst
    """
    if trader == analyst:
        raise Failure(
            Exit.USAGE, "a role is either a trader or an analyst", "add one of --trader and --analyst"
        )
    if not name or len(name.encode()) > LONGEST_NAME or "\0" in name:
        raise Failure(Exit.USAGE, f"a role's name has 1 to {LONGEST_NAME} bytes")
    group, other = ("paper_trader", "paper_analyst") if trader else ("paper_analyst", "paper_trader")
    with session.connection(mode="plain") as opened:
        session.require_migrated(opened)
        _refuse(opened, name, other)
        secret = _password(name) if password or PASSWORD_VARIABLE in os.environ else None
        created = _bring_about(opened, name, group, secret)
    facts = {
        "role": name,
        "group": group,
        "created": created,
        "settings": SETTINGS[group],
        "password": bool(secret),
    }
    if session.options.json:
        return output.print_json(facts)
    return output.print_fields(
        {
            "role": f"{name} ({'created' if created else 'was there'})",
            "member of": group,
            "settings": ", ".join(f"{setting}={value}" for setting, value in SETTINGS[group].items()),
            "password": "set" if secret else "unchanged" if not created else "none",
        }
    )


def _refuse(opened: "Connection", name: str, other: str) -> None:
    """Refuse to turn a role into what it should not be."""
    found = opened.execute(
        "select r.rolsuper, exists (select from pg_auth_members as m where m.member = r.oid and m.roleid ="
        " (select g.oid from pg_roles as g where g.rolname = %s)) as is_other"
        " from pg_roles as r where r.rolname = %s",
        (other, name),
    ).fetchone()
    if name in {"paper_owner", "paper_reader", *SETTINGS}:
        raise Failure(
            Exit.REFUSED, f"{name} is one of pgpaper's own roles, nobody logs in as it", "choose another name"
        )
    if found and found["rolsuper"]:
        raise Failure(
            Exit.REFUSED,
            f"{name!r} is a superuser, to whom no rights apply",
            "choose another name for the trader",
        )
    if found and found["is_other"]:
        raise Failure(
            Exit.REFUSED,
            f"{name!r} is a member of {other}, and the settings of the two exclude each other",
            f"take it out first (revoke {other} from …), or choose another name",
        )


def _bring_about(opened: "Connection", name: str, group: str, secret: str | None) -> bool:
    """Create or change the role, in one transaction; return whether it was created."""
    import psycopg

    try:
        with opened.transaction():
            return _create_or_change(opened, name, group, secret)
    except psycopg.errors.InsufficientPrivilege as err:
        raise Failure(
            Exit.REFUSED,
            str(err.diag.message_primary),
            f"connect as a superuser, or as a role with CREATEROLE that has {group} WITH ADMIN OPTION",
            err.sqlstate,
        ) from err


def _create_or_change(opened: "Connection", name: str, group: str, secret: str | None) -> bool:
    from psycopg import sql

    role = sql.Identifier(name)
    known = one(opened, "select exists (select from pg_roles where rolname = %s) as is", (name,))["is"]
    verb = sql.SQL("alter" if known else "create")
    opened.execute(sql.SQL("{} role {} login").format(verb, role))
    opened.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), role))
    for setting, value in SETTINGS[group].items():
        opened.execute(
            sql.SQL("alter role {} set {} = {}").format(role, sql.Identifier(setting), sql.Literal(value))
        )
    if not one(opened, "select has_database_privilege(%s, current_database(), 'connect') as may", (name,))[
        "may"
    ]:
        database = sql.Identifier(opened.info.dbname)
        opened.execute(sql.SQL("grant connect on database {} to {}").format(database, role))
    if secret is not None:
        hashed = opened.pgconn.encrypt_password(secret.encode(), name.encode(), b"scram-sha-256").decode()
        opened.execute(sql.SQL("alter role {} password {}").format(role, sql.Literal(hashed)))
    return not known


def _password(name: str) -> str:
    import getpass

    if (given := os.environ.get(PASSWORD_VARIABLE)) is not None:
        secret = given
    elif sys.stdin.isatty():
        secret = getpass.getpass(f"Password for role {output.printable(name)}: ")
        if getpass.getpass("Again: ") != secret:
            raise Failure(Exit.USAGE, "the two passwords differ, nothing was done")
    else:
        raise Failure(Exit.USAGE, "no terminal to ask for a password at", f"set {PASSWORD_VARIABLE}")
    if not secret:
        raise Failure(Exit.USAGE, "the password is empty, nothing was done")
    return secret
