"""`import`: a show from any host's feed → an author's files. Decided as values (`plan`), then carried out (`run`)."""

from feedpub.commands.imports.run import Imported, PreparedImport, apply, prepare

__all__ = ["Imported", "PreparedImport", "apply", "prepare"]
