"""What makes a server answer 301 for a page, or a whole show, that has moved: an object in a store cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit


class Setting(NamedTuple):
    """One setting of one server."""

    server: str
    where: str
    """Where it is written."""

    text: str


def redirect_settings(moved: Mapping[str, str]) -> list[Setting]:
    """The settings for CloudFront, R2 (Cloudflare) and nginx; `moved` is old address → new address.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example_cloudfront_functions_redirect_based_on_country_section.html,
    https://developers.cloudflare.com/rules/url-forwarding/single-redirects/,
    https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return
    """
    if not moved:
        return []
    paths = {urlsplit(old).path: new for old, new in moved.items()}
    function = (
        f"function handler(event) {{ var to = {json.dumps(paths)}[event.request.uri]; return to ? {{ statusCode: 301, "
        "statusDescription: 'Moved Permanently', headers: { location: { value: to } } } : event.request; }"
    )
    rules = "; ".join(f'http.request.uri.path eq "{path}" → 301 {new}' for path, new in paths.items())
    locations = " ".join(f"location = {path} {{ return 301 {new}; }}" for path, new in paths.items())
    return [
        Setting("CloudFront", "a function of the distribution, at viewer request", function),
        Setting("R2", "Cloudflare's dashboard, Rules > Redirect Rules, one static redirect each", rules),
        Setting("nginx", "the server block", locations),
    ]


def moved_settings(old: str, new: str, *, bucket: str = "") -> list[Setting]:
    """The settings for everything below the address `old`, which leads to the same below `new`; both end in `/`.

    `bucket` is the bucket that `old` shows, with the prefix there; empty for a directory. A store's own address cannot
    redirect, only that of an S3 website can.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html#advanced-conditional-redirects,
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example_cloudfront_functions_redirect_based_on_country_section.html,
    https://developers.cloudflare.com/rules/url-forwarding/single-redirects/settings/,
    https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite,
    https://httpd.apache.org/docs/2.4/mod/mod_alias.html#redirect
    """
    host, path = urlsplit(old).hostname or "", urlsplit(old).path or "/"
    if not bucket:
        return [
            Setting("nginx", f"the server block of {host}", _nginx(path, new)),
            Setting("Apache", f"the configuration or .htaccess of {host}", f"Redirect 301 {path} {new}"),
        ]
    function = (
        f"function handler(event) {{ var uri = event.request.uri; return uri.startsWith({json.dumps(path)}) ? "
        f"{{ statusCode: 301, statusDescription: 'Moved Permanently', headers: {{ location: {{ "
        f"value: {json.dumps(new)} + uri.slice({len(path)}) }} }} }} : event.request; }}"
    )
    when = f'http.host eq "{host}" and starts_with(http.request.uri.path, "{path}")'
    to = f'concat("{new}", substring(http.request.uri.path, {len(path)}))'
    return [
        Setting("CloudFront", "a function of the distribution, at viewer request", function),
        Setting(
            "Cloudflare, R2",
            "Rules > Redirect Rules of the zone, a dynamic one with status 301",
            f"when: {when}; URL: {to}",
        ),
        Setting("an S3 website", "the bucket's website configuration", website_command(bucket, new)),
        Setting("nginx", f"in front of the bucket, the server block of {host}", _nginx(path, new)),
    ]


def _nginx(path: str, new: str) -> str:
    return f"location ^~ {path} {{ rewrite ^{re.escape(path)}(.*)$ {new}$1 permanent; }}"


def website_rule(prefix: str, new: str) -> dict[str, dict[str, str]]:
    """The routing rule of an S3 website that sends everything below a prefix on."""
    to = urlsplit(new)
    return {
        "Condition": {"KeyPrefixEquals": prefix},
        "Redirect": {
            "Protocol": to.scheme,
            "HostName": to.netloc,
            "ReplaceKeyPrefixWith": to.path.lstrip("/"),
            "HttpRedirectCode": "301",
        },
    }


def website_command(bucket: str, new: str) -> str:
    """The command that gives a bucket this rule; `bucket` is `s3://bucket/prefix`."""
    name, _, prefix = bucket.removeprefix("s3://").partition("/")
    rule = website_rule(f"{prefix}/" if prefix else "", new)
    website = {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": [rule]}
    return f"aws s3api put-bucket-website --bucket {name} --website-configuration '{json.dumps(website)}'"
