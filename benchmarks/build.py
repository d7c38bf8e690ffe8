"""A full build of both languages against the same pages as plain Markdown under MkDocs + Material +
mkdocs-static-i18n.

`python benchmarks/build.py [--runs 5]`: both commands in turn, CPU seconds of the whole process
(user + system), the ratio pair by pair, and the peak memory of ours. Our command also checks,
verifies and swaps. Theirs is built twice: as it comes, with its search index, and without, since
our site has none yet.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import html as parser

from khumue import build
from khumue.pages import Page
from khumue.project import Project

ROOT = Path(__file__).resolve().parent.parent
THEIR_CONFIG = """\
site_name: Plain Markdown
docs_dir: docs
site_dir: site
use_directory_urls: false
theme:
  name: material
  font: false
plugins:
{search}  - i18n:
      docs_structure: suffix
      languages:
        - {locale: th, name: ไทย, default: true, build: true}
        - {locale: en, name: English, build: true}
"""


def main() -> None:
    """Builds both in turn and prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(folder)
        pages = build.manual(Project(ROOT, ROOT / "site")).site
        for page in pages.pages:
            target = theirs / "docs" / page.address.replace(".html", f".{page.language}.md")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(markdown(page), encoding="utf-8")
        bin = Path(sys.executable).parent
        ours = [str(bin / "khumue"), "--root", str(ROOT), "build", "--site", str(theirs / "ours")]
        plain = [str(bin / "mkdocs"), "build", "-q", "-f", str(theirs / "mkdocs.yml")]
        print(
            f"pages: {len(pages.pages)} ({len(pages.pages) // 2} pairs), runs: {runs}, CPU seconds, medians"
        )
        for name, search in (("with its search", "  - search\n"), ("without search", "")):
            config = THEIR_CONFIG.replace("{search}", search)
            (theirs / "mkdocs.yml").write_text(config, encoding="utf-8")
            measure(ours), measure(plain)  # warm the caches
            report(name, [(measure(ours), measure(plain)) for _ in range(runs)])


def report(name: str, pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    """Prints the medians of the pairs (ours, theirs), and of their ratios."""
    ours, theirs = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    ratios = [mine[0] / other[0] for mine, other in pairs]
    print(f"khumue build {ours:.2f}, mkdocs + material + static-i18n {name} {theirs:.2f}: ", end="")
    print(
        f"ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f}); ",
        end="",
    )
    print(f"peak memory of khumue build {max(mine[1] for mine, _ in pairs):.0f} MB")


def measure(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of a command that must succeed."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # compiled modules are kept, as on any machine of a user
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"it failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def markdown(page: Page) -> str:
    """What a page says, as a writer of plain Markdown would have it: headings, lists, tables,
    paragraphs."""
    blocks = [f"# {page.title}"]
    for element in parser.fragment_fromstring(page.html, create_parent="div").iter(
        "h2", "h3", "p", "li", "dt", "dd", "tr"
    ):
        words = " ".join(element.text_content().split()).replace("|", "/")
        if element.tag == "tr":
            cells = [
                " ".join(cell.text_content().split()).replace("|", "/") or " "
                for cell in element.iter("th", "td")
            ]
            row = "| " + " | ".join(cells) + " |"
            head = "\n|" + "---|" * len(cells) if element.getparent().tag == "thead" else ""
            joined = blocks[-1].startswith("|") and not head
            blocks[-1:] = [f"{blocks[-1]}\n{row}"] if joined else [blocks[-1], row + head]
        elif element.tag in ("h2", "h3"):
            blocks.append(f"{'#' * int(element.tag[1])} {words}")
        elif element.tag == "li":
            blocks.append(f"- {words}")
        elif element.tag == "dt":
            blocks.append(f"**{words}**")
        elif not any(parent.tag in ("li", "dd", "td") for parent in element.iterancestors()):
            blocks.append(words)
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
