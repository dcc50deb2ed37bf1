"""`init`: a show to begin with; the only part that writes into the author's workspace."""

from feedpub.scaffold.answers import FIELDS, Answers, Field, answers, default, read
from feedpub.scaffold.begin import Begun, init, refuse_taken

__all__ = ["FIELDS", "Answers", "Begun", "Field", "answers", "default", "init", "read", "refuse_taken"]
