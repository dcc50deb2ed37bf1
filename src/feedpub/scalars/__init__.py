"""Our own text types: they read what the author typed, and refuse in our words.

Each takes the text of a YAML scalar, and the Python value itself where a model is made in Python.
"""

from feedpub.scalars.dates import Day, Hour, When, Zone
from feedpub.scalars.lines import Label, Line, Prose, Summary
from feedpub.scalars.names import (
    Base,
    CategoryName,
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
from feedpub.scalars.numbers import Count, Duration, Switch
from feedpub.scalars.reads import JsonSchema, Reads
from feedpub.scalars.refusal import REFUSED, FieldPath, as_text, refuse, refuse_all, refuse_at

__all__ = [
    "REFUSED",
    "Base",
    "CategoryName",
    "Count",
    "Day",
    "Duration",
    "Email",
    "FeedKey",
    "FieldPath",
    "File",
    "Guid",
    "Hour",
    "HttpsUrl",
    "JsonSchema",
    "Label",
    "Language",
    "Line",
    "Prose",
    "Reads",
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
    "refuse_all",
    "refuse_at",
]
