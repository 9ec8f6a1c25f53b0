"""`pgpaper audit …`"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from pgpaper.cli import output, session
from pgpaper.cli.arguments import text_of
from pgpaper.cli.books import VIOLATION_TABLE
from pgpaper.cli.errors import Exit, Failure

if TYPE_CHECKING:
    from pgpaper.audit import Head

app = App(
    name="audit",
    help="""Keep the heads of the journals' hash chains, and prove the journals by them.

    For example:

        pgpaper audit export heads.json
        pgpaper audit verify heads.json
    """,
)

_Account = Annotated[
    str | None, Parameter(name=["--account", "-a"], help="Only this account; default: all you may see.")
]


@app.command
def export(
    file: Annotated[
        str, Parameter(allow_leading_hyphen=True, help="Where to write; `-` is standard output.")
    ] = "-",
    /,
    *,
    account: _Account = None,
) -> None:
    """Write the newest seal of each account.

    A seal fixes every row of the account up to it. Keep the file where nobody who
    can write the database can reach it. A file that is there is not overwritten.

    For example:

        pgpaper audit export heads.json
        pgpaper audit export --account mine
    """
    from pgpaper import audit

    with session.connection(mode="read") as opened:
        if account is not None:
            session.require_account(opened, account)
        kept = audit.heads(opened, account)
    text = audit.dumps(kept)
    if file == "-":
        sys.stdout.write(text)
        return
    try:
        with Path(file).open("x", encoding="utf-8") as opened_file:
            opened_file.write(text)
    except OSError as err:
        raise Failure(Exit.UNREADABLE, f"{file} cannot be written: {err.strerror}") from err
    output.print_fields({"file": file, "accounts": str(len(kept))})


@app.command
def verify(
    file: Annotated[
        str | None, Parameter(allow_leading_hyphen=True, help="What `export` wrote; `-` is standard input.")
    ] = None,
    /,
    *,
    account: _Account = None,
) -> int:
    """Prove the journals by their hash chains, and by kept heads.

    Every row is read and hashed here: nothing that the database's own functions
    say is believed. With FILE the journals must still hold what they held when it
    was written, and may have grown; without it each chain is only proved in
    itself. Balances are proved by `pgpaper check`. Exit code 1 when something is
    wrong.

    For example:

        pgpaper audit verify heads.json
        pgpaper audit verify --account mine
    """
    from pgpaper import audit

    kept = _read(file) if file is not None else []
    if account is not None:
        kept = [head for head in kept if head.account_id == account]
    with session.connection(mode="read") as opened, opened.transaction():
        if account is not None:
            session.require_account(opened, account)
        findings = [asdict(finding) for finding in audit.verify(opened, kept, account)]
        proved = audit.heads(opened, account)
    if file is not None:
        named = {head.account_id for head in kept}
        proved = [head for head in proved if head.account_id in named]
    if session.options.json:
        output.print_json(findings)
    else:
        output.print_table(
            findings,
            VIOLATION_TABLE,
            empty=f"the chains are whole (accounts: {len(proved)}, "
            f"journal rows: {sum(head.seq for head in proved)})",
        )
    return Exit.VIOLATIONS if findings else Exit.DONE


def _read(file: str) -> "list[Head]":
    from pgpaper import audit

    try:
        return audit.loads(text_of(Path(file)))
    except audit.HeadsError as err:
        raise Failure(Exit.UNREADABLE, f"{file} is not what `pgpaper audit export` writes: {err}") from err
