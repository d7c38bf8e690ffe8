"""Door 1: the command line `khumue`. With its `commands`, the only place that prints or exits.

A command's module, and what makes a manual, is imported by the command that needs it, so that the
others answer at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from .commands import COMMANDS
from .commands.console import guarded, tell
from .language import Language
from .quiet import hush

_EXAMPLES = """
\b
Examples:
  khumue new DIR            a small manual to begin with, which tells how it is written
  khumue check              every mistake in data/ and content/, with its place and its remedy
  khumue add step --after ID --id NEW
                            a new step to fill in, its neighbours numbered anew; likewise a term, a tool, a page …
  khumue rename OLD NEW     another id, wherever it is named; the old address still leads there
  khumue check --require 100
                            for a release: the same, and all English must be confirmed
  khumue translations       which English does not follow its Thai, text by text
  khumue translations --confirm process/forum
                            keep that the English of a page says what its Thai says
  khumue check --mend       the same, once spaces that are none are ordinary ones
  khumue status             what is approved, what is translated, and what waits for whom
  khumue status --approve PAGE --by OFFICE --document NUMBER
                            approve a page: what changes on it afterwards waits again
  khumue terms              how often each term is said, and what looks like one (terms WORD: where it is said)
  khumue undo               bring back what the last command wrote over in data/ and content/ (--list shows them all)
  khumue build              build the site into site/ (the old one stays until the new one is whole)
  khumue edit               open the manual in the browser on this machine, and change each text where it stands
  khumue serve              show the manual while you edit; the browser follows every saved file
  khumue verify site        look at a built site: links, anchors, languages, nothing from other hosts
  khumue edition 0.2 --date 2026-12-01 --note "…"
                            number the manual, and keep it as it stands as that edition
  khumue changes 0.1        what the manual as it stands has changed since an edition, by record
  khumue pack --steps ID,ID --lang th --out pack.pdf
                            the sheets of two steps as one PDF, with cover and contents
  khumue pack --for places.csv --jobs 2
                            all sheets for each place of a list, with its name filled in
  khumue texts export       every text in both languages as texts.xlsx, a row each, to be translated or looked through in Excel
  khumue texts import texts.xlsx
                            write what was changed there into the files of the manual (first with --dry-run: say what)
  khumue places-template places.xlsx
                            an empty list of places to fill in, with a column for each common field
  khumue collect sheets/    the worksheets that were saved into a folder as one workbook: rows, sums, scores side by side
  khumue export markdown    the manual as Markdown, for ProperDocs, Zensical and other builders
  khumue bundle             the built site as ID-EDITION.zip and .tar.gz, with their sums, into dist/
  khumue publish dist/ID-EDITION.zip /srv/manual
                            let a web server show it, from /srv/manual/current, in one step
  khumue publish --rollback /srv/manual
                            show what was shown before
  khumue restore dist/ID-EDITION.zip DIR
                            the files that a bundle was made of, into a new folder, to go on with

\b
Exit codes: 0 all is well; 1 something in the content or the site is to be mended; 2 the command was called wrongly.
"""


class _Commands(click.Group):
    """The commands of the table, each loaded when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if name not in COMMANDS:
            return None
        module = import_module(f".commands.{COMMANDS[name]}", __package__)
        found: click.Command = getattr(module, name.replace("-", "_"))
        return found


@click.group(
    cls=_Commands,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    envvar="KHUMUE_LANG",
    default="th",
    help="Language of the messages.  [th]",
)
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of the manual: the one with mkdocs.yml.  [here]",
)
@click.version_option(package_name="khumue")
@click.pass_context
def main(context: click.Context, lang: str, root: Path) -> None:
    """Khumue (คู่มือ): turns the YAML of a process into a bilingual manual with worksheets."""
    gc.disable()  # a command is short and keeps what it makes; its end looks for rubbish even so
    atexit.register(gc.freeze)
    hush()
    tell(sys.stderr)
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # Thai has to come out on any system, if need be as escapes
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    context.obj = (Language(lang), guarded(Language(lang), lambda: Path(os.path.realpath(root))))


if __name__ == "__main__":
    main()
