"""A database of this version that has been lived in, as a script that any supported server takes.

Kept for each release in `tests/releases`, from which the tests upgrade it (`make release-dump`).
"""

import gzip
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from pgpaper.embedded import EmbeddedServer, find_binaries
from pgpaper.migrate import migrate

CHECKOUT = Path(__file__).resolve().parents[2]
RELEASES = CHECKOUT / "tests" / "releases"

sys.path.insert(0, str(CHECKOUT / "tests"))
from support import lived_in  # noqa: E402


def lived_in_dump(dsn: str, pg_dump: Path) -> str:
    """Migrate an empty database, live in it, and dump it without what older servers do not know."""
    migrate(dsn)
    lived_in.live(dsn)
    run = subprocess.run(
        [pg_dump, "--encoding=UTF8", "--inserts", "--rows-per-insert=100", f"--dbname={dsn}"],
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return re.sub(r"^(\\(un)?restrict .*|SET transaction_timeout = 0;)\n", "", run.stdout, flags=re.MULTILINE)


def main() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    file = RELEASES / f"{project['version']}.sql.gz"
    if file.exists():
        raise SystemExit(f"{file.name} is there already: a released version does not change")
    with tempfile.TemporaryDirectory(prefix="pgpaper-") as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedServer(Path(folder) / "home")
        try:
            dump = lived_in_dump(server.start(), find_binaries() / "pg_dump")
        finally:
            server.stop()
    file.write_bytes(gzip.compress(dump.encode(), mtime=0))
    print(f"{file.relative_to(CHECKOUT)} written: commit it")


if __name__ == "__main__":
    main()
