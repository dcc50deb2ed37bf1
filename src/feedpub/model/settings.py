"""How a show is checked, and where it is published; no elements of its feed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from feedpub.model.written import Written, listed
from feedpub.scalars import Base, FeedKey, Line, Region, Switch, Target, Url, one_of, refuse
from feedpub.scalars.lines import SCALAR, read_line
from feedpub.standards import is_rule_code, quoted


class Publish(Written):
    """Where the show is published."""

    example = "{to: …, url: …}"

    to: Target | None = Field(default=None, examples=["s3://my-bucket/tidewater", "../../public/tidewater"])
    """`s3://bucket/prefix`, or a directory from this file's folder; `public/<show>` in the workspace if left out."""

    url: Base | None = Field(default=None, examples=["https://cdn.tidewater.example/"])
    """Where the target is public: every address in the feed begins with it (RSS 2.0: absolute URLs)."""

    feed: FeedKey = "feed.xml"
    """Name of the feed in the target; a show that moved here keeps its subscribers' `rss.xml`."""

    endpoint: Url | None = None
    """Address of an S3-compatible store (R2, MinIO, SeaweedFS); AWS if left out."""

    region: Region | None = None
    """The bucket's region; the AWS configuration's if left out."""

    profile: Line | None = None
    """Profile of the AWS configuration to sign with; boto3's own search if left out."""

    state: Target | None = None
    """Where the private catalog is kept: another bucket where the whole bucket is public, or if `to` has no prefix."""

    single_writer: Switch = False
    """Promises that only one machine publishes at a time, for stores without conditional writes (B2)."""


TAGS = ("clean", "keep")

Tags = Annotated[str, BeforeValidator(one_of(*TAGS)), WithJsonSchema({"enum": list(TAGS)})]
"""`clean`: listeners get a copy with our tags in front of the same sound. `keep`: the file as it is."""


def _rule_code(value: object) -> str:
    code = read_line(value).upper()
    if not is_rule_code(code):
        raise refuse(f"{quoted(code)} is no code of a rule", "write one like `FP203`, or `FP2` for all that begin so")
    return code


RuleCode = Annotated[
    str, BeforeValidator(_rule_code), WithJsonSchema({"type": SCALAR, "pattern": "^[Ff][Pp][0-9]{1,3}$"})
]


class Check(Written):
    """What `feedpub check` and `feedpub publish` say of this show."""

    example = "{ignore: […], strict: …}"

    ignore: Annotated[tuple[RuleCode, ...], BeforeValidator(listed)] = Field(default=(), examples=[["FP203"]])
    """Rules that are not asked about this show; what breaks a feed is asked in any case."""

    strict: Switch = False
    """Whether warnings stop a publish as errors do."""
