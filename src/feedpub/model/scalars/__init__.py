"""Our own text types: they read what the author typed, and refuse in our words.

Each takes the text of a YAML scalar, and the Python value itself where a model is made in Python.
"""

from feedpub.model.scalars.dates import Day, Hour, When, Zone
from feedpub.model.scalars.lines import Label, Line, Prose, Summary
from feedpub.model.scalars.names import (
    Base,
    Category,
    Email,
    FeedKey,
    File,
    Guid,
    HttpsUrl,
    Language,
    Region,
    Slug,
    Target,
    Url,
    Uuid,
    did_you_mean,
    one_of,
)
from feedpub.model.scalars.numbers import Count, Duration, Switch
from feedpub.model.scalars.refusal import REFUSED, as_text, refuse

__all__ = [
    "REFUSED",
    "Base",
    "Category",
    "Count",
    "Day",
    "Duration",
    "Email",
    "FeedKey",
    "File",
    "Guid",
    "Hour",
    "HttpsUrl",
    "Label",
    "Language",
    "Line",
    "Prose",
    "Region",
    "Slug",
    "Summary",
    "Switch",
    "Target",
    "Url",
    "Uuid",
    "When",
    "Zone",
    "as_text",
    "did_you_mean",
    "one_of",
    "refuse",
]
