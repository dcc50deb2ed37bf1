"""What the owner of a bucket tells the store: who may read a show, who may publish it, who may load it from a web page.

Policies are in the language of AWS, which Spaces, MinIO and SeaweedFS read too:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies.html. Actions:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Policy = Mapping[str, Any]
"""A policy, or a CORS configuration, as JSON values."""

OBJECT_ACTIONS = ("s3:GetObject", "s3:PutObject")
"""What a publisher does with objects; s3:PutObject stands for uploads in parts, too."""

OPTIONAL_ACTIONS = ("s3:AbortMultipartUpload", "s3:DeleteObject")
"""Without them everything is published as well; probes, and the parts of uploads that were cut off, stay then."""

PURGE_ACTIONS = ("s3:DeleteObjectVersion", "s3:ListBucketVersions")
"""What `unpublish --purge` needs beside these in a bucket with versions; no publisher needs it."""

MOVE_ACTIONS = ("s3:GetBucketWebsite", "s3:PutBucketWebsite")
"""What `move` needs at the old place to redirect a bucket that is a website; else it prints the setting."""

BUCKET_ACTIONS = ("s3:ListBucket", "s3:ListBucketMultipartUploads")
"""Without the first, AWS answers 403 for what is not there, and nobody knows whether a show was published before."""


def split_target(target: str) -> tuple[str, str]:
    """Bucket and prefix of `s3://bucket/prefix`, the prefix without slashes at its ends."""
    bucket, _, prefix = target.removeprefix("s3://").partition("/")
    return bucket, prefix.strip("/")


def _objects(target: str) -> str:
    bucket, prefix = split_target(target)
    return f"arn:aws:s3:::{bucket}/{prefix}/*" if prefix else f"arn:aws:s3:::{bucket}/*"


def _policy(*statements: Mapping[str, Any]) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def public_read(target: str) -> Policy:
    """The bucket policy by which everybody may read what is at `target` (`s3://bucket/prefix`), and nothing else."""
    return _policy({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": _objects(target)})


def cloudfront_read(target: str, *, distribution: str) -> Policy:
    """The bucket policy by which one CloudFront distribution (its ARN) may read it, with origin access control.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return _policy(
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": _objects(target),
            "Condition": {"StringEquals": {"AWS:SourceArn": distribution}},
        }
    )


DISTRIBUTION = "arn:aws:cloudfront::ACCOUNT:distribution/ID"
"""Stands for the ARN of a distribution, which its owner fills in."""


def publisher(target: str, state: str) -> Policy:
    """The policy of a user or a role that publishes to `target`, and keeps the private state at `state`.

    There is no condition on the prefix of s3:ListBucket: a request for an object has no such prefix, and AWS would
    answer 403 for one that is not there.
    """
    places = dict.fromkeys((target, state))
    buckets = dict.fromkeys(f"arn:aws:s3:::{split_target(place)[0]}" for place in places)
    return _policy(
        {
            "Effect": "Allow",
            "Action": sorted((*OBJECT_ACTIONS, *OPTIONAL_ACTIONS)),
            "Resource": [_objects(place) for place in places],
        },
        {"Effect": "Allow", "Action": list(BUCKET_ACTIONS), "Resource": list(buckets)},
    )


def cors() -> Policy:
    """The CORS configuration by which web players may load audio by ranges, chapters, transcripts and the feed."""
    rule = {
        "AllowedOrigins": ["*"],
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
        "MaxAgeSeconds": 86400,
    }
    return {"CORSRules": [rule]}


# --- commands of the AWS CLI


def opening_commands(target: str, *, endpoint: str = "") -> tuple[str, ...]:
    """What makes the published prefix public, in this order.

    At AWS, Block Public Access is on in every new bucket, and rejects the policy until it is switched off:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    bucket, endpoint = split_target(target)[0], beyond_aws(endpoint)
    blocks = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false"
    unblock = ("put-public-access-block", "--public-access-block-configuration", blocks)
    policy = ("put-bucket-policy", "--policy", json.dumps(public_read(target)))
    return tuple(_command(bucket, step, endpoint) for step in ((policy,) if endpoint else (unblock, policy)))


def cloudfront_command(target: str) -> str:
    """What lets a distribution read the published prefix; its ARN is to be filled in."""
    policy = json.dumps(cloudfront_read(target, distribution=DISTRIBUTION))
    return _command(split_target(target)[0], ("put-bucket-policy", "--policy", policy), "")


def cors_command(target: str, *, endpoint: str = "") -> str:
    """What lets web players load what is published."""
    step = ("put-bucket-cors", "--cors-configuration", json.dumps(cors()))
    return _command(split_target(target)[0], step, beyond_aws(endpoint))


def beyond_aws(endpoint: str) -> str:
    """The address of a store; empty for AWS, also where its address is written out."""
    host = urlsplit(endpoint).hostname or ""
    return "" if host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws")) else endpoint


def _command(bucket: str, step: Sequence[str], endpoint: str) -> str:
    verb, option, value = step
    where = ["--endpoint-url", endpoint] if endpoint else []
    return shlex.join(["aws", "s3api", verb, *where, "--bucket", bucket, option, value])
