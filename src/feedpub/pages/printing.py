"""Templates: ours, or the author's in their place, in a sandbox where everything is escaped that is not markup."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from feedpub.errors import FeedpubError
from feedpub.model.address import page_key
from feedpub.pages.authored import template_names
from feedpub.pages.site import Site, embed_of
from feedpub.pages.words import Speech, speech
from feedpub.standards import nearest, quoted

OURS = "feedpub/"
"""Before a template's name: ours, whatever the author has; for `{% extends "feedpub/episode.html" %}`."""

_UNKNOWN = re.compile(r"'([^']+)' is undefined|has no (?:attribute|element) '?([^']+)")
# What an expression of a template can raise; all else is a fault of ours.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

Texts = tuple[tuple[str, str], ...]
"""Names and texts of the author's templates."""


def printed(site: Site, template: str, **values: object) -> bytes:
    """The page that a template makes of these values.

    Raises `FeedpubError`, with template and line, for what a template of the author cannot do.
    """
    theme = site.channel.theme
    made = _environment(theme.templates, site.channel.language, theme.words, site.channel.timezone)
    try:
        return (made.get_template(template).render(site=site, **values).strip() + "\n").encode()
    except (FeedpubError, *_FAULTS) as error:
        if not theme.templates:
            raise
        raise _fault(error, dict(theme.templates)) from error


@lru_cache(maxsize=4)
def _environment(templates: Texts, language: str, words: Texts, zone: str) -> Environment:
    """An environment for the templates of a show that speaks so; compiling all of them takes its time."""
    said = speech(language, dict(words))
    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_loader(dict(templates))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "t": said.t,
        "forms": lambda name: _forms(said, name),
        "date": lambda moment: said.date(moment, zone),
        "duration": said.duration,
        "clock": said.clock,
        "number": said.number,
        "speech": said,
        "page_of": page_key,
        "embed_of": embed_of,
    }
    del made.globals["lipsum"], made.filters["random"]  # a page is a function of the catalog
    return made


def _forms(said: Speech, name: str) -> str:
    """The plural forms of a word as JSON, for a script that counts: `{"one": "{count} match", …}`."""
    word = said.own.get(name, said.ours[name])
    return json.dumps({"other": word} if isinstance(word, str) else dict(word), ensure_ascii=False)


def _loader(authored: dict[str, str]) -> Callable[[str], tuple[str, str, None] | None]:
    def load(name: str) -> tuple[str, str, None] | None:
        if name in authored:
            return authored[name], name, None
        ours = name.removeprefix(OURS)
        if ours not in template_names():
            return None
        return (files("feedpub.pages") / "templates" / ours).read_text("utf-8"), OURS + ours, None

    return load


def _fault(error: Exception, authored: dict[str, str]) -> FeedpubError:
    places = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in authored]
    where = f"{places[-1].filename}:{places[-1].lineno}" if places else ", ".join(sorted(authored))
    message, hint = _said(error)
    return FeedpubError(message, where=where, hint=hint)


def _said(error: Exception) -> tuple[str, str]:
    see = "see what there is in docs/pages.md"
    if isinstance(error, FeedpubError):
        return error.message, error.hint
    if isinstance(error, TemplateNotFound):
        name = str(error.name)
        guess = nearest(name, template_names())
        return f"there is no template {quoted(name)}", f"did you mean {guess!r}?" if guess else see
    if isinstance(error, SecurityError):
        return "templates may not look there", see
    if isinstance(error, UndefinedError):
        match = _UNKNOWN.search(error.message or "")
        name = next((one for one in match.groups() if one), "") if match else ""
        return (f"nothing is called {quoted(name)} here" if name else "this names nothing that there is"), see
    return "this cannot be worked out", see
