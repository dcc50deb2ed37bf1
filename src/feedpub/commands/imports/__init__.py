"""`import`: a show from any host's feed → an author's files. Decided as values (`plan`), then carried out (`run`)."""

from feedpub.commands.imports.comparison import Comparison
from feedpub.commands.imports.run import Imported, PreparedImport, apply, compare, prepare

__all__ = ["Comparison", "Imported", "PreparedImport", "apply", "compare", "prepare"]
