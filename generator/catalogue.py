"""What a manual is made of: one row for each collection, which reading, checks, pages and editors
walk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import kinds, model


@dataclass(frozen=True)
class Collection:
    """Which files hold which kind, the attribute of the guide that they become, and where the site
    shows them."""

    name: str
    pattern: str
    kind: type[model.Element]
    many: bool = True
    order: str | None = None
    """The field by which records stand in order, numbered 1, 2, 3 …; without one they stand as they
    are written."""
    page: str = ""
    """The kind of the page on which it stands."""
    address: str = ""
    """Where it stands in the site. `{id}` before a # says that each record has a page; empty: with
    what it serves."""
    frame: str = ""
    """The collection that says what these records are together: the process of its steps."""
    one: str = ""
    """What a text calls one of its records where it refers to it, `{step:forum}`; its words are
    under `reference` of words.toml."""
    inner: str = ""
    """What it calls a record within one of them."""
    hosted: bool = False
    """Whether its records stand on the pages of others, of which they have the ids."""
    ids: str = ""
    """The collection with which it shares one set of ids; its own without one."""
    carries: bool = True
    """Whether it is content, which can carry facts of the source and gaps."""
    grouped: bool = False
    """Whether the search shows what stands in its section as a group, under `search.SECTION` of
    words.toml."""

    @property
    def listed(self) -> bool:
        """Whether its records stand in one file, as a list."""
        return self.many and "*" not in self.pattern

    @property
    def section(self) -> str:
        """The section of the manual in which it stands: the first part of its address."""
        return re.split("[/.]", self.address)[0]

    @property
    def paged(self) -> bool:
        """Whether each record has a page of its own."""
        return "{id}" in self.address.partition("#")[0] and not self.hosted

    @property
    def schema(self) -> str:
        """What editors call its files: by the name of the file, or of the kind where each is a
        file."""
        stem = re.sub("(?<=[a-z])(?=[A-Z])", "-", self.kind.__name__).lower()
        return stem if "*" in self.pattern else self.pattern.removesuffix(".yml")


COLLECTIONS = (
    Collection("manual", "manual.yml", model.Manual, many=False),
    Collection(
        "process",
        "process.yml",
        model.Frame,
        many=False,
        page="overview",
        address="process/index.html",
    ),
    Collection(
        "steps",
        "process/*.yml",
        model.Step,
        order="number",
        page="chapter",
        address="process/{id}.html",
        frame="process",
        grouped=True,
        one="step",
    ),
    Collection(
        "approach",
        "approach.yml",
        model.ApproachFrame,
        many=False,
        page="overview",
        address="approach/index.html",
    ),
    Collection(
        "items",
        "approach/*.yml",
        model.Item,
        order="number",
        page="chapter",
        address="approach/{id}.html",
        frame="approach",
        ids="steps",
        grouped=True,
        one="item",
    ),
    Collection(
        "toolbox", "tools.yml", model.Frame, many=False, page="tools", address="tools/index.html"
    ),
    Collection(
        "tools",
        "tools/*.yml",
        model.Tool,
        order="number",
        page="tool",
        address="tools/{id}.html",
        frame="toolbox",
        ids="steps",
        grouped=True,
        one="tool",
    ),
    Collection(
        "selection",
        "criteria.yml",
        model.Frame,
        many=False,
        page="criteria",
        address="criteria/index.html",
    ),
    Collection(
        "criteria",
        "criteria/*.yml",
        model.CriteriaSet,
        order="number",
        page="criteria",
        address="criteria/index.html#{id}",
        frame="selection",
        grouped=True,
        one="criteria",
        inner="criterion",
    ),
    Collection(
        "sheets",
        "worksheets.yml",
        model.WorksheetFrame,
        many=False,
        page="worksheets",
        address="worksheets/index.html",
    ),
    Collection(
        "worksheets",
        "worksheets/*.yml",
        model.Worksheet,
        page="worksheet",
        address="worksheets/{id}.html",
        frame="sheets",
        grouped=True,
        one="worksheet",
    ),
    Collection(
        "examples",
        "examples/*.yml",
        model.Example,
        order="number",
        page="worksheet",
        address="worksheets/{id}.html#example",
        hosted=True,
    ),
    Collection("exercises", "exercises/*.yml", model.Exercise, one="exercise"),
    Collection(
        "crosswalk",
        "crosswalk.yml",
        model.Crosswalk,
        many=False,
        page="crosswalk",
        address="crosswalk.html",
    ),
    Collection(
        "agencies",
        "agencies.yml",
        model.Agency,
        order="number",
        page="agencies",
        address="agencies.html#{id}",
        grouped=True,
        one="agency",
    ),
    Collection(
        "terms",
        "glossary.yml",
        model.Term,
        page="glossary",
        address="glossary.html#{id}",
        grouped=True,
        one="term",
    ),
    Collection(
        "sources",
        "sources.yml",
        model.Source,
        page="sources",
        address="sources.html#{id}",
        one="source",
    ),
    Collection(
        "errata", "errata.yml", model.Erratum, page="sources", address="sources.html", carries=False
    ),
    Collection(
        "questions",
        "questions.yml",
        model.Question,
        page="questions",
        address="questions.html#{id}",
        carries=False,
        one="question",
    ),
    Collection(
        "facts",
        "facts.yml",
        model.Fact,
        page="sources",
        address="sources.html#{id}",
        carries=False,
        one="fact",
    ),
)
FRAMES = {row.frame for row in COLLECTIONS if row.frame}
BY_KIND = {row.kind: row for row in COLLECTIONS if row.name not in FRAMES}
SECTIONS = tuple(dict.fromkeys(row.section for row in COLLECTIONS if row.section))
"""The sections that the generator makes; others are made of hand-written pages."""
_MADE = "all changes contact review searches status".split()
"""Pages in the root of a site that are of no section."""
TAKEN_PAGES = frozenset({*SECTIONS, *kinds.RESERVED, *_MADE})
"""What no hand-written page can be called: the generator makes these itself, or no system could
keep them."""
