"""How Sphinx makes the site out of these pages: `make docs`, into build/site.

The pages are read as well where they lie, by people who look at the repository: so they are plain Markdown,
and a link to a folder of the repository, which a site does not have, becomes the folder's name. The notebook
is shown as it was run; nothing of Jupyter is needed for that.
"""

import json
import re
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

project = "pgpaper"
author = "the authors of pgpaper"
release = version = version_of("pgpaper")

extensions = ["myst_parser"]
source_suffix = {".md": "markdown", ".ipynb": "markdown"}
exclude_patterns = ["cookbook/**", "pictures/**"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
pygments_style = "friendly"
pygments_dark_style = "github-dark"
nitpicky = True

html_theme = "furo"
html_title = "pgpaper"
html_static_path = ["_static"]
html_css_files = ["pgpaper.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
#: The page works from a folder on a disk: no fonts, scripts or pictures from anywhere else.
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}


def from_notebook(app: Sphinx, name: str, text: list[str]) -> None:
    """Make Markdown of a notebook that is read: its texts, its code, and what that printed and drew."""
    if (Path(app.srcdir) / f"{name}.ipynb").is_file():
        text[0] = "\n\n".join(part for cell in json.loads(text[0])["cells"] for part in _parts(cell))


def _parts(cell: dict[str, Any]) -> list[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return [source]
    return [f"```python\n{source}\n```", *map(_shown, cell["outputs"])]


def _shown(output: dict[str, Any]) -> str:
    """The richest form of an output that a page can show."""
    data = {kind: "".join(lines) for kind, lines in output.get("data", {}).items()}
    if "image/png" in data:
        return f"![A picture that the code above draws](data:image/png;base64,{data['image/png'].strip()})"
    if "text/html" in data:
        return f':::{{raw}} html\n<div class="table-wrapper">{data["text/html"]}</div>\n:::'
    text = data.get("text/plain") or "".join(output["text"])
    return f"```text\n{text.rstrip()}\n```"


def without_folders(app: Sphinx, name: str, text: list[str]) -> None:
    """Take the links to folders out of a page that is read."""
    page = Path(app.srcdir) / f"{name}.md"

    def unlinked(link: re.Match[str]) -> str:
        return link[1] if (page.parent / link[2]).is_dir() else link[0]

    text[0] = re.sub(r"\[([^]]+)\]\(([^)#:]+)\)", unlinked, text[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what belongs to this project alone."""
    app.connect("source-read", from_notebook)
    app.connect("source-read", without_folders)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
