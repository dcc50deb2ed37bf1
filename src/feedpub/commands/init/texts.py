"""Texts of a new show's files."""

from __future__ import annotations

from feedpub.commands.init.questions import Answers
from feedpub.commands.workspace import (
    NOTES_COMMENT,
    PUBLISHED_COMMENT,
    SUMMARY_COMMENT,
    episode_header,
    yaml_block,
    yaml_string,
)

GITIGNORE = """\
# What feedpub publishes to be tried on this machine, and its private state
public/
.feedpub/
"""


def show_text(answers: Answers, *, schema: str, name: str, guid: str) -> str:
    """`show.yaml`; `schema` is the path to its JSON Schema, `name` the folder's, `guid` a UUID."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# The show. Lines behind a `#` are examples: remove the `#` to use them.
# All fields are explained by: feedpub schema show

title: {yaml_string(answers.title)}
description: {yaml_block(answers.description)}
author: {yaml_string(answers.author)}
language: {yaml_string(answers.language)}
{_link(answers)}
# Square, JPEG or PNG, 1400 to 3000 pixels.
image: {yaml_string(answers.image)}

# Apple's names; the most important one first.
categories:
  - {yaml_string(answers.category)}

# true if any episode has explicit language or content
explicit: {str(answers.explicit).lower()}

# `serial` if listeners should hear the episodes in order, oldest first
# type: episodic

{_owner(answers)}
# The time zone of times without an offset, and the time of day of a date alone.
# timezone: Europe/Berlin
# publish_hour: 06:00

# Text below the notes of every episode, in Markdown.
# footer: |
#   Write to us!

# The show's web pages: links to it elsewhere, your contact, your colour. `pages: off` leaves the pages out.
# platforms:
#   apple: https://podcasts.apple.com/podcast/id1234567890
# contact: …
# theme:
#   accent: '#1f4e79'

# Apps and directories know the show by this guid, wherever its feed moves. It never changes: keep the line.
# In a copy for another show, delete it. A show that was published before keeps the guid of its old feed.
guid: {guid}

{_publish(answers, name)}"""


def _owner(answers: Answers) -> str:
    comment = """\
# Spotify, YouTube and Amazon mail a code to this address to see that the show is yours. It is in the feed until
# the day that `claim_until` gives: write a day in two weeks, publish, and claim the show there.
"""
    if answers.email:
        owner = f"owner:\n  name: {yaml_string(answers.author)}\n  email: {yaml_string(answers.email)}\n"
        return comment + owner + "# claim_until: …\n"
    return comment + "# owner:\n#   name: …\n#   email: …\n# claim_until: …\n"


def _link(answers: Answers) -> str:
    if answers.link:
        return f"link: {yaml_string(answers.link)}\n"
    return "\n# The show's web site. Without it, that is the home among its own pages.\n# link: https://example.org/\n"


def _publish(answers: Answers, name: str) -> str:
    """Where the show is published; what is not known yet is a comment."""
    comment = "# Where the show is stored, and the public address of that place.\n"
    fields = [("to", answers.to), ("url", answers.url), ("endpoint", answers.endpoint)]
    known = "".join(f"  {field}: {yaml_string(text)}\n" for field, text in fields if text)
    if answers.url:
        return f"{comment}publish:\n{known}"
    if known:
        local = "# Without `url`, only this computer can subscribe: run `feedpub serve` to listen.\n"
        return f"{comment}{local}publish:\n{known}  # url: https://example.org/{name}/\n"
    default = f"# Without it, that is public/{name} in the workspace, for trying: run `feedpub serve` to listen.\n"
    return (
        comment + default + "# publish:\n#   to: s3://bucket/prefix\n#   url: https://bucket.s3.amazonaws.com/prefix/\n"
    )


def episode_text(*, audio: str, schema: str) -> str:
    """The first episode, a draft; `audio` is the path to its recording."""
    return f"""\
{episode_header(schema)}title: "First episode"

# MP3 or M4A
audio: {yaml_string(audio)}

# Remove this line to publish the episode.
draft: true

{PUBLISHED_COMMENT}
# published: 2026-11-23T07:05+01:00

{SUMMARY_COMMENT}
# summary: …

{NOTES_COMMENT}
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
