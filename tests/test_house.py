"""The house: who may import whom, one room for each library, nothing from elsewhere."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import material
import pytest

from .conftest import ROOT

PACKAGE = ROOT / "generator"
GROUND = {
    "problems",
    "language",
    "artifact",
    "kept",
    "memory",
    "kinds",
    "dates",
    "gazetteer",
    "thai",
    "letters",
    "maker",
    "on_demand",
    "proof",
    "snapshots",
    "system",
    "quiet",
    "installed",
    "progress",
    "tree",
    "workers",
}
GROUND |= {"tree", "field_types", "inline"}
COMMON = GROUND | {
    "model",
    "guide",
    "project",
    "markup",
    "catalogue",
    "texts",
    "approvals",
    "wording",
    "status",
    "targets",
    "glossary",
}
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(GROUND, GROUND),
    "model": GROUND,
    "colours": GROUND,
    "settings": GROUND | {"colours"},
    "project": GROUND | {"settings"},
    "catalogue": GROUND | {"model"},
    "guide": GROUND | {"model", "catalogue"},
    "markup": GROUND | {"model"},
    "texts": GROUND | {"model", "guide", "catalogue"},
    "glossary": GROUND | {"model", "guide", "catalogue", "texts"},
    "approvals": GROUND | {"model", "guide", "texts"},
    "status": COMMON | {"translations"},
    **dict.fromkeys(("reading", "examples", "drawings", "search", "lists", "typesetting"), COMMON),
    "collecting": COMMON | {"lists"},  # what is a number there is one in a sheet that comes back
    "wording": GROUND | {"texts"},
    "targets": COMMON,
    "translations": COMMON | {"reading"},
    "editing": COMMON | {"reading", "translations"},  # it changes the very files that are read
    "changes": COMMON,
    "pages": COMMON | {"changes"},  # an edition has a page of what it changed
    "sheets": COMMON | {"typesetting"},
    "books": COMMON | {"typesetting", "sheets", "lists", "cluster"},
    "export": COMMON | {"pages"},  # it writes pages in another form
    "styles": GROUND,
    "checks": COMMON | {"examples"},
    "cluster": GROUND,
    "theme": GROUND | {"project", "colours", "styles"},
    "publishing": GROUND,  # it knows files, not the manual
    "unchanged": GROUND | {"project", "publishing"},
}
"""Every room, and those whose modules it may import; `build` joins the stages, and the doors open on it."""
DOORS = {"", "build", "complete", "__main__", "commands", "editor", "mkdocs_plugin", "mkdocs_yml"}
ROOMS = {
    "yaml": {"reading.yaml_file"},
    "mkdocs": {"mkdocs_plugin", "mkdocs_yml"},
    "jinja2": {"markup"},
    "markdown": {"reading.prose"},
}
ROOMS |= {
    "tinycss2": {"styles"},
    "click": {"__main__", "commands.*"},
    "lxml": {"tree"},
    "pythainlp": {"editing.ids"},
    "geothai": {"gazetteer"},
}
ROOMS |= {
    "weasyprint": {"typesetting.engine"},
    "fontTools": {"typesetting.embedded", "typesetting.engine"},
    "pydyf": {"typesetting.mending"},
    "docx": {"sheets.docx"},
    "segno": {"typesetting.qr"},
    "pikepdf": {"books.binding", "books.filled"},
    "distributed": {"cluster"},
    "openpyxl": {"lists.workbook", "collecting.workbook"},
    "brotli": {"publishing.compressed"},
    "PIL": {"reading.pictures"},
    "starlette": {"editor.server"},
    "uvicorn": {"editor.server"},
}


def modules() -> dict[str, Path]:
    """Every module by its name within the package; a package by its own."""
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imports(name: str, path: Path, known: set[str]) -> Iterator[tuple[str, bool]]:
    """What a module imports: (module, whether it is ours), imports inside functions and for types included."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", False
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".") if package else []
            base = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}" if base else alias.name
                yield (whole if whole in known else base), True


def graph() -> dict[str, set[str]]:
    known = modules()
    return {name: {other for other, ours in imports(name, path, set(known)) if ours} - {name} for name, path in known.items()}


def test_no_import_goes_in_a_circle() -> None:
    waiting = graph()
    while waiting:
        free = {name for name, others in waiting.items() if not others & waiting.keys()}
        assert free, f"these import each other: {sorted(waiting)}"
        waiting = {name: others for name, others in waiting.items() if name not in free}


def test_every_room_imports_only_what_stands_below_it() -> None:
    rooms = {name.split(".")[0] for name in modules()}
    assert rooms == MAY_IMPORT.keys() | DOORS
    for name, others in graph().items():
        room = name.split(".")[0]
        if room not in DOORS:
            assert {other.split(".")[0] for other in others} - {room} <= MAY_IMPORT[room], name


def test_each_library_is_used_in_its_own_room_only() -> None:
    known = modules()
    users: dict[str, set[str]] = {}
    for name, path in known.items():
        for other, ours in imports(name, path, set(known)):
            if not ours:
                users.setdefault(other.split(".")[0], set()).add("commands.*" if name.startswith("commands.") else name)
    assert {library: users.get(library) for library in ROOMS} == ROOMS


def test_libraries_of_paper_and_lists_are_loaded_where_they_are_used() -> None:
    code = "import sys, khumue.mkdocs_plugin; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "khumue" in loaded
    assert not {"weasyprint", "fontTools", "pydyf", "pikepdf", "docx", "segno", "openpyxl", "PIL"} & set(loaded)


def test_only_the_doors_print_or_exit() -> None:
    for name, path in modules().items():
        calls = {
            node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
        }
        if name.split(".")[0] not in ("__main__", "commands", "mkdocs_plugin"):
            assert not calls & {"print", "exit", "sys.exit", "os._exit"}, name


@pytest.mark.parametrize("folder", ["overrides", "generator/pages/templates", "generator/drawings/templates", "generator/export"])
def test_templates_and_scripts_name_no_other_host_and_hold_no_inline_code(folder: str) -> None:
    foreign = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]", re.IGNORECASE)
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".svg"):
            text = path.read_text(encoding="utf-8")
            assert not foreign.search(text), path
            if path.suffix == ".html":
                assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="', text), path


def test_the_lock_files_pin_everything_with_hashes_and_name_no_registry() -> None:
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        for requirement in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9-]+==\S+", requirement), requirement
            assert "--hash=sha256:" in requirement, requirement


REPLACED = {
    "404.html": "80c93494b5432b1b",
    "base.html": "8536d352b0093623",
    "main.html": "9948b55a7bc979c3",
    "partials/footer.html": "50c2a75f013b7b03",
    "partials/header.html": "8cf3fb15bcf969ff",
    "partials/nav.html": "af33f6e032f632eb",
    "partials/search.html": "bfd556535abcddb9",
    "partials/toc.html": "fde48f583563364b",
}
"""The theme's files that ours stand instead of, as they were when ours were written (Material 9.8.1)."""


def test_the_theme_has_not_changed_beneath_the_few_files_that_we_replace() -> None:
    theme = Path(material.__file__).parent / "templates"
    ours = {path.relative_to(ROOT / "overrides").as_posix() for path in (ROOT / "overrides").rglob("*.html")}
    assert len(ours) <= 10
    assert {name for name in ours if (theme / name).is_file()} | {"base.html"} == set(REPLACED)
    found = {name: hashlib.sha256((theme / name).read_bytes()).hexdigest()[:16] for name in REPLACED}
    assert found == REPLACED, "look at what the theme changed, mend ours where it matters, and write the new sums here"


def test_no_pattern_has_what_the_python_of_debian_12_reads_otherwise() -> None:
    """In 3.11.2 a group that is repeated without giving back (`*+`) takes too little."""
    possessive = re.compile(r"""[\w\])}"'][*+?}]\+(?![^\[\]]*\])""")
    for path in modules().values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                assert not possessive.search(ast.unparse(node.args[0])), f"{path}: {ast.unparse(node.args[0])}"
