"""The command line: what is composed of what, the clock, and exit codes.

Modules that cost time to import are imported inside commands, so that `--help` and completion answer at once.
"""

from feedpub.cli.commands import app, main

__all__ = ["app", "main"]
