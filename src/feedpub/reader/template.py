"""Whether a document is the template of a feed, which a site generator was to fill in, and no feed.

Liquid (Jekyll), Go (Hugo), Nunjucks (Eleventy), Jinja (Pelican), ERB, PHP and JavaScript are recognized.
"""

from __future__ import annotations

import re

from feedpub.feed_view import Element

_CODE = re.compile(r"\{\{-?[^{}]{1,400}\}\}|\{%[^{}]{1,400}%\}|<%|<\?(?:php\b|=)|\$\{[A-Za-z_][\w.]{0,80}\}")
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)[ \t]*\n(?:[^<]{0,4000}\n)?(?:---|\+\+\+)[ \t]*\n")
_SCRIPT = re.compile(r"<%[=@#\s-]|<\?(?:php\b|=)")
_QUOTED = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)


def is_template(text: str, root: Element, channel: Element) -> bool:
    """Whether the code of a template stands where a feed has its frame: between tags, or as title or link of the show.

    Code in the words of an episode is no sign: podcasts talk about templates.
    """
    if _FRONT_MATTER.match(text):
        return True
    if not _has_sign(text):
        return False
    frame = (root, channel, *channel.all("item"), *channel.all("title")[:1], *channel.all("link")[:1])
    if any(_CODE.search(element.text) for element in frame):
        return True
    return _SCRIPT.search(_QUOTED.sub("", text)) is not None


def _has_sign(text: str) -> bool:
    """Whether `{{`, `{%`, `${`, `%>` or a second `<?` is there: single letters are quicker to look for, and first."""
    has_braces = "{" in text and ("{{" in text or "{%" in text or "${" in text)
    return has_braces or ("%" in text and "%>" in text) or text.find("<?", 2) >= 0
