"""The command line: what is composed of what, the clock, and exit codes.

Modules that cost time to import are imported inside commands, so that `--help` and completion answer at once.
"""

import os

# Nobody's plugins take part in reading an author's file; looking for some reads about every package of the machine.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from feedpub.cli.commands import app, main

__all__ = ["app", "main"]
