"""The site that `make docs` builds: without a warning, and whole in a browser that has no network."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import browser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {page.stem: page for suffix in ("md", "ipynb") for page in sorted(DOCS.glob(f"*.{suffix}"))}


def build_site(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build as `make docs` does, but into a folder of its own."""
    (command,) = re.findall(r"-m sphinx (.*) docs build/site$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    options = command.replace("build/doctrees", str(target / ".doctrees")).split()
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, source, target],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = build_site(DOCS, target)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_is_in_the_site_and_in_its_navigation(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    for page in PAGES:
        assert (site / f"{page}.html").is_file()
        assert page == "index" or f'class="reference internal" href="{page}.html"' in index, page


def test_what_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for part in ("conf.py", "_static"):
        (source / part).symlink_to(DOCS / part)
    wrong = {
        "[there is no such page](missing.md)": "missing.md",
        "[there is no such heading](index.md#nowhere)": "nowhere",
        "![there is no such picture](pictures/none.svg)": "pictures/none.svg",
    }
    (source / "index.md").write_text("\n\n".join(["# Home", *wrong]), encoding="utf-8")
    done = build_site(source, tmp_path / "built")
    assert done.returncode != 0
    for line, named in zip((3, 5, 7), wrong.values(), strict=True):
        assert re.search(rf"index\.md:{line}: WARNING: .*{re.escape(named)}", done.stderr), done.stderr


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """Links may lead out, but fonts, scripts, styles and pictures are files of the site."""
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]* src=\"([^\"]+)", text)
        loaded += re.findall(r"<link[^>]* rel=\"(?:stylesheet|preload|icon)[^>]* href=\"([^\"]+)", text)
        assert loaded
        for address in loaded:
            assert not re.match(r"(?:https?:)?//", address), f"{page.name}: {address}"
            if not address.startswith("data:"):
                assert (site / address.partition("?")[0]).is_file(), f"{page.name}: {address}"


# -- in a browser


@pytest.fixture(scope="module")
def chromium(site: Path) -> Iterator[browser.Browser]:
    if reason := browser.missing():
        pytest.skip(reason)
    with browser.browser() as started:
        yield started


def wrong(chromium: browser.Browser) -> list[str]:
    """What the console has said and what was asked of a network since the last time."""
    asked = [url for url in chromium.requests() if not url.startswith(("file:", "data:", "about:"))]
    return [*chromium.complaints(), *(f"asked for {url}" for url in asked)]


def test_pages_show_in_a_browser_without_a_network(site: Path, chromium: browser.Browser) -> None:
    wrong(chromium)
    for page in PAGES:
        chromium.open(site / f"{page}.html")
        text = PAGES[page].read_text(encoding="utf-8")
        if PAGES[page].suffix == ".ipynb":
            text = "".join(json.loads(text)["cells"][0]["source"])
        title = text.partition("\n")[0].strip("# ")
        shown = chromium.run("return document.querySelector('article h1').innerText")
        assert shown.rstrip("¶#") == title.replace("`", "")
        broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        assert chromium.run(f"return {broken}") == [], page
        assert wrong(chromium) == [], page


def test_the_check_sees_a_request_and_an_error(tmp_path: Path, chromium: browser.Browser) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>bad</title><script>console.error('told')</script><img src='http://127.0.0.1:9/x.png'>",
        encoding="utf-8",
    )
    wrong(chromium)
    chromium.open(page)
    found = "\n".join(wrong(chromium))
    assert "told" in found
    assert "asked for http://127.0.0.1:9/x.png" in found


def test_the_search_works_without_a_network(site: Path, chromium: browser.Browser) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    wrong(chromium)
    chromium.driver.get((site / "search.html").as_uri() + "?q=max_quote_age")
    hits = "#search-results ul.search li a[href*='market.html']"
    WebDriverWait(chromium.driver, 20).until(
        lambda driver: driver.execute_script(f'return document.querySelectorAll("{hits}").length')
    )
    # Its summaries of pages want fetch(), which a browser refuses on file: addresses; the hits do not.
    assert [said for said in wrong(chromium) if said.startswith("asked for")] == []
