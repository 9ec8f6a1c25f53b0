"""`pgpaper check`."""

from typing import Annotated

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit
from pgpaper.cli.output import Column

VIOLATION_TABLE = [Column("account_id", rank=8), Column("rule"), Column("detail", prose=True)]


def check(
    *,
    account: Annotated[
        str | None, Parameter(name=["--account", "-a"], help="Only this account; default: all you may see.")
    ] = None,
) -> int:
    """Fold the journal again and print what disagrees with it.

    Exit code 1 when there is a row. A check of all accounts by a role that may
    write is remembered: `pgpaper status` shows the last one.

    For example:

        pgpaper check
        pgpaper check --account mine --json
    """
    with session.connection(mode="read") as opened:
        if account is not None:
            session.require_account(opened, account)
        rows = opened.execute(
            "select account_id, rule, detail from paper.check(p_account_id => %s)", (account,)
        ).fetchall()
        size = session.one(
            opened,
            "select count(*) as accounts, coalesce(sum(seq), 0) as seqs from paper.accounts"
            " where %(account)s::text is null or account_id = %(account)s",
            {"account": account},
        )
    if account is None:
        _remember(size["accounts"], len(rows))
    if session.options.json:
        output.print_json(rows)
    else:
        output.print_table(
            rows,
            VIOLATION_TABLE,
            empty=f"the books are right (accounts: {size['accounts']}, journal rows: {size['seqs']})",
        )
    return Exit.VIOLATIONS if rows else Exit.DONE


def _remember(accounts: int, violations: int) -> None:
    """Have the database remember this check, where the role may write and the server is no standby."""
    with session.connection(mode="plain") as opened:
        may = session.one(
            opened,
            "select not pg_is_in_recovery()"
            " and has_function_privilege('paper.check_done(bigint, bigint)', 'execute') as write",
        )
        if may["write"]:
            opened.execute(
                "select paper.check_done(p_accounts => %s, p_violations => %s)", (accounts, violations)
            )
