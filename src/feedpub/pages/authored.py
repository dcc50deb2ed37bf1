"""What an author may replace in our pages, and what is wrong with a template before any page is made of it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from feedpub.standards import quoted

_UNCLOSED = re.compile(r"'(end\w+)'.* is '(\w+)'")
_SAID = (
    (re.compile(r"Encountered unknown tag '(\w+)'"), "there is no tag {0}"),
    (re.compile(r"expected token '(.+)', got '(.+)'"), "{1} stands where {0} is wanted"),
    (re.compile(r"unexpected char (.+) at \d+"), "{0} has no place in an expression"),
    (re.compile(r"No (filter|test) named '(\w+)'"), "there is no {0} {1}"),
)


@cache
def template_names() -> frozenset[str]:
    """The templates that there are, each of which an author may replace: `episode.html`."""
    folder = files("feedpub.pages") / "templates"
    return frozenset(one.name for one in folder.iterdir() if one.name.endswith(".html"))


def template_fault(text: str) -> tuple[int, str, str] | None:
    """Line, message and hint of the first thing for which a text is no template; None if it is one."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - only shows with templates of their own need it
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above

    try:
        SandboxedEnvironment(autoescape=True).compile(text)
    except TemplateSyntaxError as error:
        return error.lineno, *_in_our_words(error.message or "")
    return None


def _in_our_words(said: str) -> tuple[str, str]:
    if match := _UNCLOSED.search(said):
        return f"a {{% {match[2]} %}} is not closed", f"add {{% {match[1]} %}}"
    for pattern, words in _SAID:
        if match := pattern.search(said):
            return words.format(*(quoted(group.strip("'")) for group in match.groups())), "see: docs/pages.md"
    return "this is no Jinja2 from here on", "compare it with the template that it replaces"
