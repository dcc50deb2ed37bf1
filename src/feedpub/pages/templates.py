"""Templates: ours, or the author's in their place, in a sandbox where everything is escaped that is not markup.

Whoever imports this module imports Jinja2.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import east_asian_width

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from feedpub.errors import FeedpubError
from feedpub.model.address import embed_key, page_key
from feedpub.pages.i18n import Speech, speech
from feedpub.pages.site import Site
from feedpub.standards import nearest, quoted

OURS = "feedpub/"
"""Before a template's name: ours, whatever the author has; for `{% extends "feedpub/episode.html" %}`."""

Texts = tuple[tuple[str, str], ...]
"""Names and texts of the author's templates, or of the author's words."""


@cache
def template_names() -> frozenset[str]:
    """The templates that there are, each of which an author may replace: `episode.html`."""
    folder = files("feedpub.pages") / "templates"
    return frozenset(one.name for one in folder.iterdir() if one.name.endswith(".html"))


def render(site: Site, template: str, **values: object) -> bytes:
    """The page that a template makes of these values.

    Raises `FeedpubError`, with template and line, for what a template of the author cannot do.
    """
    theme = site.channel.theme
    made = _environment(theme.templates, site.channel.language, theme.words, site.channel.timezone)
    try:
        return (made.get_template(template).render(site=site, **values).strip() + "\n").encode()
    except (FeedpubError, *_TEMPLATE_ERRORS) as error:
        if not theme.templates:
            raise
        raise _render_fault(error, dict(theme.templates)) from error


@lru_cache(maxsize=4)
def _environment(templates: Texts, language: str, words: Texts, zone: str) -> Environment:
    """An environment for the templates of a show in that language; compiling all of them takes its time."""
    i18n = speech(language, dict(words))
    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_loader(dict(templates))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "t": i18n.t,
        "forms": lambda name: _forms(i18n, name),
        "date": lambda moment: i18n.date(moment, zone),
        "duration": i18n.duration,
        "clock": i18n.clock,
        "number": i18n.number,
        "speech": i18n,
        "title_size": title_size,
        "page_of": page_key,
        "embed_of": embed_key,
    }
    del made.globals["lipsum"], made.filters["random"]  # a page is a function of the catalog
    return made


_SIZES = ((28, "title-short"), (56, "title"), (96, "title-long"))
"""Up to how many letters a title has which class: the longer, the smaller its letters."""


def title_size(title: str) -> str:
    """The class of a heading by its length; letters that are wide in East Asia count twice."""
    length = sum(2 if east_asian_width(one) in "WF" else 1 for one in title)
    return next((name for most, name in _SIZES if length <= most), "title-longest")


def _forms(i18n: Speech, name: str) -> str:
    """The plural forms of a word as JSON, for a script that counts: `{"one": "{count} match", …}`."""
    word = i18n.own.get(name, i18n.ours[name])
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


# --- what is wrong with an author's template, found while a page is rendered

_UNKNOWN = re.compile(r"'([^']+)' is undefined|has no (?:attribute|element) '?([^']+)")
_TEMPLATE_ERRORS = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What an expression of a template can raise; all else is a fault of ours."""


def _render_fault(error: Exception, authored: dict[str, str]) -> FeedpubError:
    places = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in authored]
    where = f"{places[-1].filename}:{places[-1].lineno}" if places else ", ".join(sorted(authored))
    message, hint = _message_and_hint(error)
    return FeedpubError(message, where=where, hint=hint)


def _message_and_hint(error: Exception) -> tuple[str, str]:
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


# --- what is wrong with an author's template, found before any page is rendered

_UNCLOSED = re.compile(r"'(end\w+)'.* is '(\w+)'")
_SYNTAX_MESSAGES = (
    (re.compile(r"Encountered unknown tag '(\w+)'"), "there is no tag {0}"),
    (re.compile(r"expected token '(.+)', got '(.+)'"), "{1} stands where {0} is wanted"),
    (re.compile(r"unexpected char (.+) at \d+"), "{0} has no place in an expression"),
    (re.compile(r"No (filter|test) named '(\w+)'"), "there is no {0} {1}"),
)
"""Message of Jinja2 → ours."""


def template_fault(text: str) -> tuple[int, str, str] | None:
    """Line, message and hint of the first thing for which a text is no template; None if it is one."""
    try:
        SandboxedEnvironment(autoescape=True).compile(text)
    except TemplateSyntaxError as error:
        return error.lineno, *_syntax_message_and_hint(error.message or "")
    return None


def _syntax_message_and_hint(message: str) -> tuple[str, str]:
    if match := _UNCLOSED.search(message):
        return f"a {{% {match[2]} %}} is not closed", f"add {{% {match[1]} %}}"
    for pattern, ours in _SYNTAX_MESSAGES:
        if match := pattern.search(message):
            return ours.format(*(quoted(group.strip("'")) for group in match.groups())), "see: docs/pages.md"
    return "this is no Jinja2 from here on", "compare it with the template that it replaces"
