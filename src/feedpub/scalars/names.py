"""Addresses, files, names and words of the standards' vocabularies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from feedpub.scalars.scalar import SCALAR, JsonSchema, Reads, as_text, read_line, refuse
from feedpub.standards import (
    CATEGORIES,
    SLUG_LENGTH,
    control_character,
    encode_url,
    is_category,
    is_email,
    is_feed_key,
    is_language,
    is_misspelt_bucket,
    is_reserved_slug,
    is_slug,
    is_uuid,
    nearest,
    nearest_category,
    nearest_language,
    quoted,
    slug_of,
    split_category,
    url_fault,
    written_category,
)

GUID_LENGTH = 2000
"""Characters of an item's guid: those that are addresses of recordings hold prefixes and queries."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def did_you_mean(guess: str | None, otherwise: str = "") -> str:
    """The hint for a word that is nearly right."""
    return f"did you mean `{guess}`?" if guess else otherwise


def read_url(value: object) -> str:
    """An absolute http(s) URL, as percent-encoded ASCII."""
    text = read_line(value)
    if fault := url_fault(text):
        shown = "this" if "password" in fault else quoted(text)
        hint = "write it whole: https://…" if "begin" in fault else "try it in a browser"
        raise refuse(f"{shown} is not a web address: it {fault}", hint)
    return encode_url(text)


def read_https_url(value: object) -> str:
    """An absolute https URL, as percent-encoded ASCII."""
    url = read_url(value)
    if not url.startswith("https://"):
        raise refuse(f"{quoted(url)} is not encrypted; players load it only over https", f"write https{url[4:]}")
    return url


def read_base(value: object) -> str:
    """An http(s) URL that names are appended to."""
    url = read_url(value)
    if "?" in url or "#" in url:
        raise refuse(
            f"{quoted(url)} has a query or fragment; file names are appended to it", "cut it at the `?` or `#`"
        )
    return url


def read_email(value: object) -> str:
    """An e-mail address."""
    text = read_line(value)
    if not is_email(text):
        raise refuse(f"{quoted(text)} is not an e-mail address", "write it like ada@example.org, without a name")
    return text


def read_file(value: object) -> str:
    """A file by its path from the YAML file, exactly as written."""
    text = as_text(value)
    if not text.strip():
        raise refuse("is empty", "write a file's path, or delete the line")
    if control_character(text) is not None or any(char in text for char in "\n\r\t"):
        raise refuse(f"{quoted(text)} has a control character in it", "rename the file")
    if _SCHEME.match(text):
        raise refuse(f"{quoted(text)} is an address; a file is wanted here", "download it and write the file's path")
    if text.startswith(("/", "~")) or re.match(r"[A-Za-z]:[\\/]", text):
        raise refuse(f"{quoted(text)} leads nowhere on another machine", "write the path from this file's folder")
    if "\\" in text:
        raise refuse(f"{quoted(text)} has a backslash in it", f"write {quoted(text.replace(chr(92), '/'))}")
    return text


def read_picture(value: object) -> str:
    """A picture by its path from the YAML file, or by its https address."""
    text = read_line(value)
    return read_https_url(text) if _SCHEME.match(text) else read_file(value)


def read_target(value: object) -> str:
    """A directory, or `s3://bucket/prefix`."""
    text = read_line(value)
    if is_misspelt_bucket(text) or (
        _SCHEME.match(text) and not re.fullmatch(r"s3://[A-Za-z0-9][A-Za-z0-9._-]*(?:/[^?#\\]*)?", text)
    ):
        raise refuse(f"{quoted(text)} is nothing to publish to", "write s3://bucket/prefix, or a directory")
    return text


def read_feed_key(value: object) -> str:
    """Where the feed lies in the target."""
    text = read_line(value)
    if not is_feed_key(text):
        hint = "write a name like feed.xml or rss.xml, outside media, art, chapters, transcripts and assets"
        raise refuse(f"{quoted(text)} cannot be the name of a feed", hint)
    return text


def read_region(value: object) -> str:
    """A store's region."""
    text = read_line(value)
    if not _REGION.fullmatch(text):
        raise refuse(f"{quoted(text)} is not a region", "write it like eu-central-1, or auto")
    return text


def read_slug(value: object) -> str:
    """What an episode is called in addresses."""
    text = as_text(value).strip()
    if is_slug(text):
        return text
    guess = slug_of(text)
    hint = f"write {guess}" if guess else "write small letters a-z, digits and hyphens"
    if is_reserved_slug(text):
        raise refuse(f"{quoted(text)} is a name of feedpub's own pages and folders", hint)
    if len(text) > SLUG_LENGTH:
        raise refuse(f"{quoted(text)} is longer than {SLUG_LENGTH} characters", hint)
    raise refuse(f"{quoted(text)} is no slug: only a-z, 0-9 and hyphens between them", hint)


def read_guid(value: object) -> str:
    """An item's guid: one line. A show that moved here may have addresses of recordings as guids, or texts with spaces.

    Source: RSS 2.0 ("a string that uniquely identifies the item"): there are no rules for the syntax of a guid.
    """
    text = read_line(value)
    if len(text) > GUID_LENGTH:
        raise refuse(f"{quoted(text)} is longer than {GUID_LENGTH} characters", "delete the line to get a guid")
    return text


def read_uuid(value: object) -> str:
    """The show's guid: a UUID."""
    text = as_text(value).strip()
    if not is_uuid(text):
        raise refuse(f"{quoted(text)} is not a UUID", "delete the line to get one (a moved show keeps its old one)")
    return text


def read_language(value: object) -> str:
    """A BCP 47 language tag."""
    text = as_text(value).strip()
    if not is_language(text):
        hint = did_you_mean(nearest_language(text), "write its code: en, de, pt-BR")
        raise refuse(f"{quoted(text)} is not a language code", hint)
    return text


def read_category(value: object) -> str:
    """One of Apple's categories: `Arts`, `Society & Culture > Documentary`."""
    text = read_line(value)
    name, sub = split_category(text)
    if not is_category(name, sub) or text.endswith(">"):
        otherwise = f"use one of {', '.join(CATEGORIES)}; or one below, such as Arts > Books"
        hint = did_you_mean(nearest_category(name, sub), otherwise)
        raise refuse(f"{quoted(text)} is not one of Apple's categories", hint)
    return written_category(name, sub)


def one_of(*words: str, instead: Callable[[str], str] = lambda _: "") -> Callable[[object], str]:
    """One of a few words, spelt exactly; `instead` gives the hint for a word that is known but not allowed."""

    def read(value: object) -> str:
        text = as_text(value).strip()
        if text not in words:
            hint = instead(text) or did_you_mean(nearest(text, words), f"write {words[0]}, or delete the line")
            raise refuse(f"{quoted(text)} is not {'one of ' * (len(words) > 1)}{', '.join(words)}", hint)
        return text

    return read


_HTTP = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"
_HTTPS = r"^\s*[Hh][Tt][Tt][Pp][Ss]://"

Url = Annotated[str, Reads(read_url), JsonSchema({"type": "string", "pattern": _HTTP})]
HttpsUrl = Annotated[str, Reads(read_https_url), JsonSchema({"type": "string", "pattern": _HTTPS})]
Base = Annotated[str, Reads(read_base), JsonSchema({"type": "string", "pattern": _HTTP})]
Email = Annotated[str, Reads(read_email), JsonSchema({"type": "string", "pattern": "@"})]
File = Annotated[str, Reads(read_file), JsonSchema({"type": SCALAR, "minLength": 1})]
Picture = Annotated[str, Reads(read_picture), JsonSchema({"type": SCALAR, "minLength": 1})]
Target = Annotated[str, Reads(read_target), JsonSchema({"type": SCALAR, "minLength": 1})]
FeedKey = Annotated[str, Reads(read_feed_key), JsonSchema({"type": "string", "pattern": r"\.(xml|rss)\s*$"})]
Region = Annotated[str, Reads(read_region), JsonSchema({"type": "string"})]
Slug = Annotated[
    str,
    Reads(read_slug),
    JsonSchema({"type": ["string", "integer"], "pattern": r"^\s*[a-z0-9-]+\s*$", "maxLength": SLUG_LENGTH}),
]
Guid = Annotated[str, Reads(read_guid), JsonSchema({"type": SCALAR, "minLength": 1})]
Uuid = Annotated[str, Reads(read_uuid), JsonSchema({"type": "string", "minLength": 36})]
# `language: no` is Norwegian, and false to YAML 1.1 editors.
Language = Annotated[str, Reads(read_language), JsonSchema({"type": ["string", "boolean"]})]
_CATEGORIES = [written_category(name, sub) for name, subs in CATEGORIES.items() for sub in ("", *subs)]

# The list completes in editors; the other form has its spaces elsewhere.
CategoryName = Annotated[
    str,
    Reads(read_category),
    JsonSchema({"anyOf": [{"enum": _CATEGORIES}, {"type": "string", "pattern": r"\S\s*>\s*\S"}]}),
]
