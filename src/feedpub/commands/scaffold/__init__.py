"""`init`: a show to begin with; `new`: an episode of a recording. The only part that writes into the workspace."""

from feedpub.commands.scaffold.answers import FIELDS, Answers, Field, answers, default, read
from feedpub.commands.scaffold.begin import Begun, init, refuse_taken
from feedpub.commands.scaffold.drafted import Found
from feedpub.commands.scaffold.new import Drafted, Episode, new

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
