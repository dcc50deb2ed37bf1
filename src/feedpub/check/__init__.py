"""`check`: what directories, apps and listeners will say, before they do.

Of an author's files (`authors`), of any feed file (`documents`), of a live feed with all that it names (`live`).
"""

from feedpub.check.authors import check_authors
from feedpub.check.checked import Checked, Options
from feedpub.check.documents import check_document, check_input

__all__ = ["Checked", "Options", "check_authors", "check_document", "check_input"]
