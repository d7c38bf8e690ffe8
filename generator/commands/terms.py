"""The command that tells how the words of the glossary are used."""

from __future__ import annotations

import click

from .. import glossary
from ..language import Language
from ..problems import Problem, Say, did_you_mean
from .console import Settings, finish, guarded, opened


@click.command()
@click.argument("word", required=False)
@click.option("--places", is_flag=True, help="Where each term is said, and not only how often.")
@click.pass_obj
def terms(settings: Settings, word: str | None, places: bool) -> None:
    """Tell how often each term of the glossary is said, in each language, and what looks like a term and is none of it.

    With WORD, a term by its id, its name or an abbreviation: where that one is said. What a translation says otherwise is told by
    `khumue check`.
    """
    from .. import build

    language, root = settings
    project = opened(root, None, language)
    guide, _ = guarded(language, lambda: build.sound(project))
    known = glossary.Glossary(guide)
    chosen = known.named(word) if word else guide.terms
    if not chosen:
        what = Say(f'ไม่มี "{word}" ในคำศัพท์', f'there is no "{word}" in the glossary')
        remedy = did_you_mean(word or "", [term.title.th for term in guide.terms])
        finish(
            [Problem(guide.terms[0].place if guide.terms else guide.manual.place, what, remedy)],
            language,
            what,
        )
    uses = known.uses()
    both = Language.EN in guide.manual.languages
    for term in chosen:
        said = uses[term.id]
        th, en = (
            sum(counts) for counts in (tuple(use.th for use in said), tuple(use.en for use in said))
        )
        english = f" · {term.title.en}" if both and term.title.en else ""
        click.echo(f"{term.title.th}{english} ({term.id}): {_counted(th, en, both).of(language)}")
        for use in said if word or places else ():
            place = use.pair.th_at if use.th else use.pair.en_at
            click.echo(
                f"  {place}  {use.pair.address}  {_counted(use.th, use.en, both).of(language)}"
            )
    if not word and (unlisted := known.unlisted()):
        heading = Say(
            "คำที่อาจเป็นศัพท์ แต่ยังไม่มีในคำศัพท์", "What may be a term, and is not in the glossary"
        )
        often = sorted(unlisted.items(), key=lambda one: (-one[1], one[0]))
        click.echo(
            f"\n{heading.of(language)}: {', '.join(f'{words} {count}' for words, count in often)}"
        )


def _counted(th: int, en: int, both: bool) -> Say:
    """How often Thai texts and English ones say it."""
    return (
        Say(f"ไทย {th} อังกฤษ {en}", f"Thai {th}, English {en}")
        if both
        else Say(f"{th} ครั้ง", f"{th} times")
    )
