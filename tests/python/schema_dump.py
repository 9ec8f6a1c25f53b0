"""A schema as text that can be compared and reviewed: `pg_dump --schema-only` without what varies by run.

`tests/schema.sql` is such a text, of a database that `pgpaper migrate` made, so that a change of a migration
shows the schema that results from it. Dumps differ a little between major versions: the committed one is by
pg_dump 18 from PostgreSQL 18. After a migration is added, write it anew with

    python tests/python/schema_dump.py DSN [PG_DUMP] > tests/schema.sql
"""

import re
import subprocess
import sys
from pathlib import Path


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


if __name__ == "__main__":
    sys.stdout.write(normalised_dump(*sys.argv[1:3]))
