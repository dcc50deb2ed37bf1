"""What docs/performance.md says of listeners: the arithmetic, against pollers that are played one by one."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.costs import PROVIDERS, Show, dollars, simulated, tables, traffic

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BETWEEN = re.compile(r"(<!-- made by benchmarks/costs.py -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize(("subscribers", "edges"), [(10, 5), (2000, 5), (5000, 50)])
def test_pollers_ask_as_often_as_the_arithmetic_says(subscribers: int, edges: int) -> None:
    """Polls, feeds that are sent, and what a CDN asks the store: within some percent, more where there are few."""
    show = Show(subscribers=subscribers, edges=edges)

    expected, played = traffic(show), simulated(show, seed=1)

    near = 0.08 if subscribers < 100 else 0.02
    assert played.polls == pytest.approx(expected.polls, rel=near)
    assert played.full == pytest.approx(expected.full, rel=near)
    assert played.asked == pytest.approx(expected.asked, rel=near)


def test_a_cache_that_keeps_the_feed_longer_asks_the_store_less_often() -> None:
    """The simulation sees what the arithmetic sees: it is no second writing of the same formula."""
    short = Show(subscribers=2000, edges=5, lifetime=30)
    long = replace(short, lifetime=3000)

    assert simulated(short).asked > 5 * simulated(long).asked
    assert simulated(short).polls == simulated(long).polls


def test_traffic_is_what_costs() -> None:
    """As the page says: downloads by the gigabyte, hardly the feed."""
    show = Show(subscribers=10_000_000)

    costs = {provider.name: dollars(show, provider) for provider in PROVIDERS}

    assert costs["S3 alone"][0] < costs["S3 alone"][1] / 50
    assert costs["CloudFront before S3"][0] < costs["S3 alone"][0]
    assert 0.0 == costs["R2 with its own CDN"][1]


def test_the_page_shows_these_numbers() -> None:
    """The tables are made by the program that the page names."""
    text = PAGE.read_text(encoding="utf-8")
    made = BETWEEN.sub(lambda found: f"{found[1]}\n{tables()}\n{found[3]}", text)
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(made, encoding="utf-8")

    assert made == PAGE.read_text(encoding="utf-8")
