"""Run `notebook.ipynb` and write it again with what it shows: `make notebook`.

It is run on an embedded server in a temporary home, which is removed afterwards. What is written is the same
whenever the same comes out: without times, and without names of this machine.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from pgpaper.embedded import EmbeddedServer

NOTEBOOK = Path(__file__).with_suffix(".ipynb")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def main() -> None:
    """Run it, in the folder of the pages, and write it."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-notebook-"))
    folder.chmod(0o711)  # as root the server runs as another user, who has to get in
    os.environ.pop("PGPAPER_DSN", None)
    os.environ["PGPAPER_HOME"] = str(folder / "home")
    try:
        NotebookClient(
            notebook, kernel_name="python3", timeout=600, record_timing=False,
            resources={"metadata": {"path": str(NOTEBOOK.parent)}},
        ).execute()  # fmt: skip
    finally:
        EmbeddedServer().stop()
        shutil.rmtree(folder)
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, NOTEBOOK)
    print(f"{NOTEBOOK.name} written, {NOTEBOOK.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
