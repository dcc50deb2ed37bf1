"""What makes a server answer 301 for a page that has moved: an object in a store cannot."""

from __future__ import annotations

import json
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
