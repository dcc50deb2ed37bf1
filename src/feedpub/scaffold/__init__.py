"""`init`: a show to begin with; `new`: an episode of a recording. The only part that writes into the workspace."""

from feedpub.scaffold.answers import FIELDS, Answers, Field, answers, default, read
from feedpub.scaffold.begin import Begun, init, refuse_taken
from feedpub.scaffold.drafted import Found
from feedpub.scaffold.new import Drafted, Episode, new

__all__ = [
    "FIELDS",
    "Answers",
    "Begun",
    "Drafted",
    "Episode",
    "Field",
    "Found",
    "answers",
    "default",
    "init",
    "new",
    "read",
    "refuse_taken",
]
