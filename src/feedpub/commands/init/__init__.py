"""`init`: the files of a new show, made from the author's answers."""

from feedpub.commands.init.questions import QUESTIONS, Answers, Question, read_answer, read_answers
from feedpub.commands.init.show import EPISODE, CreatedShow, init, refuse_existing

__all__ = [
    "EPISODE",
    "QUESTIONS",
    "Answers",
    "CreatedShow",
    "Question",
    "init",
    "read_answer",
    "read_answers",
    "refuse_existing",
]
