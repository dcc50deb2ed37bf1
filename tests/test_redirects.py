"""The settings of servers that lead a show's old addresses to the new ones: what each of them answers."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from tests import programs
from tests.parts import need

from feedpub.standards.redirects import moved_settings

OLD, NEW = "https://old.example/shows/tide.1/", "https://new.example/tide/"
BUCKET = "s3://podcasts/shows/tide.1"
SETTINGS = {one.server: one.text for one in moved_settings(OLD, NEW, bucket=BUCKET)}


def test_each_server_has_its_setting() -> None:
    """In front of a bucket those of CDNs; of a folder those of web servers."""
    assert ["CloudFront", "Cloudflare, R2", "an S3 website", "nginx"] == list(SETTINGS)
    assert ["nginx", "Apache"] == [one.server for one in moved_settings(OLD, NEW)]
    assert "Redirect 301 /shows/tide.1/ https://new.example/tide/" == moved_settings(OLD, NEW)[1].text


@pytest.mark.parametrize("path", ["feed.xml", "media/first-9a0c44d1e2f3.mp3", "first.html", ""])
def test_nginx_and_cloudflare_keep_the_rest_of_the_path(path: str) -> None:
    """Of the feed, of recordings and of pages."""
    asked, expected = f"/shows/tide.1/{path}", f"{NEW}{path}"

    nginx = re.fullmatch(r"location \^~ (\S+) \{ rewrite (\S+) (\S+) permanent; \}", SETTINGS["nginx"])
    assert nginx is not None
    assert asked.startswith(nginx[1])
    assert expected == re.sub(nginx[2], nginx[3].replace("$1", r"\1"), asked)
    when, to = SETTINGS["Cloudflare, R2"].split("; URL: ")
    assert f'http.host eq "old.example" and starts_with(http.request.uri.path, "{nginx[1]}")' in when
    concatenated = re.fullmatch(r'concat\("(.*)", substring\(http\.request\.uri\.path, (\d+)\)\)', to)
    assert concatenated is not None
    assert expected == concatenated[1] + asked[int(concatenated[2]) :]


def test_the_website_of_a_bucket_gets_a_rule_of_its_prefix() -> None:
    """As a command with everything filled in."""
    *words, configuration = shlex.split(SETTINGS["an S3 website"])

    assert ["aws", "s3api", "put-bucket-website", "--bucket", "podcasts", "--website-configuration"] == words
    (rule,) = json.loads(configuration)["RoutingRules"]
    assert {"KeyPrefixEquals": "shows/tide.1/"} == rule["Condition"]
    assert ("https", "new.example", "tide/", "301") == tuple(rule["Redirect"].values())


@pytest.mark.node
def test_the_function_of_cloudfront_redirects_what_lies_below_and_nothing_else() -> None:
    """In a real JavaScript engine."""
    uris = ["/shows/tide.1/feed.xml", "/shows/tide.1/", "/shows/tide.10/feed.xml", "/"]
    asked = json.dumps([{"request": {"uri": uri}} for uri in uris])
    answers = node(f"{SETTINGS['CloudFront']}\nconsole.log(JSON.stringify({asked}.map(handler)))")

    found = [one.get("headers", {}).get("location", {}).get("value", "") for one in json.loads(answers)]
    assert [f"{NEW}feed.xml", NEW, "", ""] == found
    assert [301, 301] == [one["statusCode"] for one in json.loads(answers)[:2]]


def node(script: str) -> str:
    """What a script prints."""
    need("node")
    return str(programs.run(["node", "-e", script], text=True).stdout)
