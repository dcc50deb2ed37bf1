"""`import`: a show from any host's feed → an author's files. Decided as values (`plan`), then carried out (`run`)."""

from feedpub.commands.imports.comparison import Comparison, compare
from feedpub.commands.imports.prepared import PreparedImport, prepare
from feedpub.commands.imports.run import Imported, apply
from feedpub.commands.imports.status import MoveStatus, import_status

__all__ = ["Comparison", "Imported", "MoveStatus", "PreparedImport", "apply", "compare", "import_status", "prepare"]
