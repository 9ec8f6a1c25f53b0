"""A schema as text that can be compared and reviewed: `pg_dump --schema-only` without what varies by run.

`tests/schema.sql` is such a text, of a database that `pgpaper migrate` made, so that a change of a migration
shows the schema that results from it. Dumps differ a little between major versions: the committed one is by
pg_dump 18 from PostgreSQL 18. After a migration is added, write it anew with

    make schema
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pgpaper.embedded import EmbeddedServer, find_binaries
from pgpaper.migrate import migrate


def normalised_dump(dsn: str, pg_dump: str | Path = "pg_dump") -> str:
    """Leave out the settings at the head, pg_dump's own comments, `\\restrict` keys, doubled newlines."""
    run = subprocess.run(
        [pg_dump, "--schema-only", "--encoding=UTF8", f"--dbname={dsn}"],
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    _, _, dump = run.stdout.partition("SELECT pg_catalog.set_config('search_path', '', false);\n")
    dump = dump[dump.index("SET row_security = off;\n") + len("SET row_security = off;\n") :]
    dump = re.sub(r"^--\n-- (?:Name: |PostgreSQL database dump).*\n--\n", "", dump, flags=re.MULTILINE)
    dump = re.sub(r"^\\(?:un)?restrict .*\n", "", dump, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", dump).strip() + "\n"


def without_bodies(dump: str) -> str:
    """Leave out what stands in sql/ word for word: the bodies of functions between $$."""
    return re.sub(r"(\n    AS \$\$).*?(\$\$;\n)", r"\1 … \2", dump, flags=re.DOTALL)


def of_a_fresh_install() -> str:
    """The dump of what `migrate` makes on an embedded server of its own, without bodies."""
    with tempfile.TemporaryDirectory(prefix="pgpaper-") as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedServer(Path(folder) / "home")
        try:
            dsn = server.start()
            migrate(dsn)
            return without_bodies(normalised_dump(dsn, find_binaries() / "pg_dump"))
        finally:
            server.stop()


if __name__ == "__main__":
    sys.stdout.write(of_a_fresh_install())
