"""The command line: `pgpaper …`, also `python -m pgpaper …`.

Nothing but this file is imported until a command runs, so that `--help` is there at once. The way through:
`app` parses and dispatches, a command asks `session` for a connection, prints through `output`, and raises
`errors.Failure` (or lets an exception of psycopg through) where it cannot go on; `errors` knows the words and
the exit code for each.
"""

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command of `sys.argv` and exit."""
    try:
        from pgpaper.cli.app import run
    except KeyboardInterrupt:  # importing takes long enough for that
        sys.exit(130)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 is no reason to fail
    sys.exit(run(sys.argv[1:]))
