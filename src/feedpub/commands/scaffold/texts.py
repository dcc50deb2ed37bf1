"""The two files to begin with: short, valid, and explained where they are edited; and how texts stand in YAML."""

from __future__ import annotations

import json
import re

from feedpub.commands.scaffold.answers import Answers
from feedpub.standards import control_character

_PLAIN = re.compile(r"[0-9][0-9:.]* \S.*")
"""Begins as a chapter does. Such a text is no number, no date and no word of YAML's."""


def quoted(text: str) -> str:
    """A YAML scalar that reads as exactly this text whatever it looks like (`no`, `1984`, `a: b`)."""
    return json.dumps(text, ensure_ascii=False)


def plain(text: str) -> str:
    """A chapter's time and title as people type them, without quotes, where that reads as exactly this text."""
    is_plain = _PLAIN.fullmatch(text) and text.isprintable() and not text.endswith(":")
    return text if is_plain and ": " not in text and " #" not in text else quoted(text)


def block(text: str) -> str:
    """Several lines as a YAML block where that reads back exactly, else quoted."""
    lines = text.split("\n")
    if text[:1].isspace() or "\t" in text or control_character(text) is not None:
        return quoted(text)
    return "|\n" + "\n".join(f"  {line}".rstrip() if not line.strip() else f"  {line}" for line in lines)


def show_text(known: Answers, *, schema: str, name: str, guid: str) -> str:
    """`show.yaml`; `schema` is the path to its JSON Schema, `name` the folder's, `guid` a UUID."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# The show. Lines behind a `#` are examples: take the `#` away to use them.
# All fields, with what becomes of them: feedpub schema show

title: {quoted(known.title)}
description: {block(known.description)}
author: {quoted(known.author)}
language: {quoted(known.language)}
link: {quoted(known.url)}

# Square, JPEG or PNG, 1400 to 3000 pixels.
image: {quoted(known.image)}

# Apple's names; the most important one first.
categories:
  - {quoted(known.category)}

# true if any episode has explicit language or content
explicit: false

# `serial` if episodes are to be heard in order, oldest first
# type: episodic

{_owner(known)}
# Where times without an offset are read, and what a date alone means.
# timezone: Europe/Berlin
# publish_hour: 06:00

# Below the notes of every episode, in Markdown.
# footer: |
#   Write to us!

# The show's web pages: where else it is, how listeners write to you, your colour. `pages: off` leaves them out.
# platforms:
#   apple: https://podcasts.apple.com/podcast/id1234567890
# contact: …
# theme:
#   accent: '#1f4e79'

# Apps and directories know the show by this guid, wherever its feed moves. It never changes: keep the line.
# In a copy for another show, delete it. A show that was published before keeps the guid of its old feed.
guid: {guid}

{_publish(known, name)}"""


def _owner(known: Answers) -> str:
    why = """\
# Spotify, YouTube and Amazon mail a code to this address to see that the show is yours: `in_feed: true`, publish,
# claim it there, `in_feed: false`.
"""
    if known.email:
        return why + f"owner:\n  name: {quoted(known.author)}\n  email: {quoted(known.email)}\n  in_feed: false\n"
    return why + "# owner:\n#   name: …\n#   email: …\n#   in_feed: false\n"


def _publish(known: Answers, name: str) -> str:
    why = "# Where the show is stored, and the public address of that.\n"
    if known.to:
        return why + f"publish:\n  to: {quoted(known.to)}\n  url: {quoted(known.url)}\n"
    without = f"# Left out, it is public/{name} in the workspace, for trying: feedpub serve listens there.\n"
    return why + without + f"# publish:\n#   to: s3://bucket/prefix\n#   url: {quoted(known.url)}\n"


def episode_text(*, audio: str, schema: str) -> str:
    """The first episode, a draft; `audio` is the path to its recording."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# An episode. The file's name is its name in addresses, for ever: rename it now rather than later.
# All fields, with what becomes of them: feedpub schema episode

# Without number and show name: apps print those beside it.
title: "First episode"

# MP3 or M4A
audio: {quoted(audio)}

# Delete this line to publish.
draft: true

# Left out, it is out when it is published. Later than now, it is withheld until `feedpub release`.
# published: 2026-11-23T07:05+01:00

# One or two sentences, for places that show no notes.
# summary: …

# What listeners read, in Markdown; or in a file of the same name that ends in .md.
# notes: |
#   What it is *about*.

# number: 1
# people:
#   - Ada Lovelace
#   - {{name: Grace Hopper, role: guest}}
# transcripts:
#   - first-episode.vtt
# links:
#   - {{title: Tides, url: "https://en.wikipedia.org/wiki/Tide"}}
"""
