"""`mkdocs.yml` as MkDocs reads it, for both doors: its values, where they stand, and the project
that they describe."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from . import installed, settings
from .language import Language
from .problems import Place, Problem, ProblemsFound, Say
from .project import Project

_log = logging.getLogger("mkdocs.plugins.khumue")


def project_at(root: Path, site: Path | None = None) -> Project:
    """The project whose `mkdocs.yml` is in `root`. Raises mkdocs' Abort where that file is not
    right."""
    project = project_of(load(root / "mkdocs.yml"))
    return replace(project, site=site) if site else project


def project_of(config: MkDocsConfig, *, drafts: bool = False) -> Project:
    """The project that a configuration describes, with all that is wrong with it; `drafts` are
    shown to those who edit."""
    custom = config.theme.custom_dir
    project = Project(
        Path(config.config_file_path).parent,
        Path(config.site_dir),
        config.site_url or None,
        custom=Path(custom) if custom else None,
    )
    patterns = [
        some for some in (config.exclude_docs, None if drafts else config.draft_docs) if some
    ]
    here = written(config)

    def excluded(path: str) -> bool:
        return any(some.match_file(path) for some in patterns)

    own = settings.read(here, project.root, project.content, project.themes, excluded)
    return replace(
        project, settings=replace(own, problems=(*own.problems, *_misfits(config, project, here)))
    )


def language_of_messages() -> Language:
    """Thai, unless KHUMUE_LANG says `en`."""
    return Language.EN if os.environ.get("KHUMUE_LANG") == "en" else Language.TH


def load(path: Path, **given: str) -> MkDocsConfig:
    """The configuration; what MkDocs finds wrong with it, or does not expect in it, are problems
    like any other."""
    quiet_theme()
    config = MkDocsConfig(config_file_path=str(path))
    remedy = Say(
        "เทียบกับ mkdocs.yml เดิม และค่า SITE_URL",
        "compare it with the mkdocs.yml that came, and look at SITE_URL",
    )
    try:
        places = written(config)
        with path.open("rb") as file:
            config.load_file(file)
        config.load_dict(given)
        errors, warnings = config.validate()
    except UnicodeDecodeError as error:
        place = Place(path.name, error.object.count(b"\n", 0, error.start) + 1)
        what = Say("ไฟล์ไม่ได้บันทึกเป็น UTF-8", "the file is not saved as UTF-8")
        raise ProblemsFound(
            [Problem(place, what, Say("บันทึกใหม่เป็น UTF-8", "save it again as UTF-8"))]
        ) from None
    except (ConfigurationError, ValueError, RecursionError, AttributeError, TypeError) as error:
        mark = getattr(
            error.__context__, "problem_mark", None
        )  # of PyYAML, which MkDocs reads with
        place = Place(path.name, mark.line + 1, mark.column + 1) if mark else Place(path.name)
        reason = getattr(error.__context__, "problem", None) or " ".join(str(error).split())
        what = Say(f"อ่านการตั้งค่าไม่ได้ ({reason})", f"the configuration cannot be read ({reason})")
        raise ProblemsFound([Problem(place, what, remedy)]) from None

    def problem(key: str, reason: object, *, notice: bool) -> Problem:
        what = Say(f'ค่า "{key}" ใช้ไม่ได้ ({reason})', f'"{key}" is not right ({reason})')
        return Problem(places.at(key), what, remedy, notice)

    notices = [problem(key, reason, notice=not config.strict) for key, reason in warnings]
    if errors or (notices and config.strict):
        raise ProblemsFound(
            [*(problem(key, reason, notice=False) for key, reason in errors), *notices]
        )
    for notice in notices if given else ():  # the build, which follows a first look at the folders
        _log.warning(notice.line(language_of_messages()))
    return config


def written(config: MkDocsConfig) -> settings.Written:
    """The configuration as it is written, with where each of its keys stands."""
    path, loader = Path(config.config_file_path), get_yaml_loader(config=config)
    text = path.read_text(encoding="utf-8-sig")
    with path.open("rb") as file:
        values = yaml_load(file, loader)
    places: dict[str, Place] = {}
    for key, mark in _keys(loader(text).get_single_node(), ""):
        places.setdefault(key, Place(path.name, mark.line + 1, mark.column + 1))
    return settings.Written(path.name, values, places)


def _keys(node: Any, above: str) -> Iterator[tuple[str, Any]]:
    """Every key and item below a node of YAML, with its mark; what is in a list with the number of
    its item, and without."""
    if node is None or node.id == "scalar":
        return
    for number, item in enumerate(node.value):
        if node.id == "mapping":
            key, value = item
            yield f"{above}{key.value}", key.start_mark
            yield from _keys(value, f"{above}{key.value}.")
        else:
            yield f"{above}{item.value}", item.start_mark
            yield from _keys(item, f"{above}{number}.")
            yield from _keys(item, above)


def _misfits(
    config: MkDocsConfig, project: Project, written: settings.Written
) -> Iterator[Problem]:
    """What of a configuration would lose pages, a theme that ours is not for, and what the
    installation has lost."""
    own = (project.data, project.content)
    for key, right, fits in (
        ("theme", "name: material", config.theme.name == "material"),
        (
            "docs_dir",
            "docs_dir: content",
            Path(config.docs_dir).resolve() == project.content.resolve(),
        ),
        (
            "site_dir",
            "site_dir: site",
            not any(folder.resolve() in Path(config.site_dir).resolve().parents for folder in own),
        ),
    ):
        if not fits:
            what = Say(f'ค่า "{key}" ใช้กับคู่มือไม่ได้', f'"{key}" does not fit a manual')
            yield Problem(written.at(key), what, Say(f"เขียน {right}", f"write {right}"))
    for path in installed.lost():
        what = Say("ไฟล์ของโปรแกรมหายไป", "this file of the program is lost")
        yield Problem(Place(str(path)), what, Say("ติดตั้ง Khumue ใหม่", "install Khumue again"))


def quiet_theme() -> None:
    """The theme prints an end-of-life notice into every build; README says what it means."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
