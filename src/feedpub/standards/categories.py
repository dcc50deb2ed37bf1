"""Apple's podcast categories: 19 at the top, 91 below them, compared by exact spelling and case.

Source: Apple "Podcast categories" (support 1691), as its "Podcaster's Guide to RSS" asks for in `itunes:category`.
"""

from __future__ import annotations

from collections.abc import Mapping

from feedpub.standards.text import nearest

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "History": (),
    "Health & Fitness": (
        "Alternative Health",
        "Fitness",
        "Medicine",
        "Mental Health",
        "Nutrition",
        "Sexuality",
    ),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary",
        "Personal Journals",
        "Philosophy",
        "Places & Travel",
        "Relationships",
    ),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}

"""Category → its sub-categories, in Apple's order."""

CATEGORY_NAMES = tuple(
    name for top, below in CATEGORIES.items() for name in (top, *(f"{top} > {sub}" for sub in below))
)
"""Every category as `show.yaml` names it: `Arts`, `Arts > Books`, …"""

RETIRED: Mapping[str, str] = {
    "Amateur": "Sports",
    "College & High School": "Sports",
    "Education Technology": "Education",
    "Fitness & Nutrition": "Health & Fitness > Fitness",
    "Gadgets": "Technology",
    "Games & Hobbies": "Leisure",
    "Government & Organizations": "Government",
    "Health": "Health & Fitness",
    "Higher Education": "Education > Courses",
    "K-12": "Education",
    "Language Courses": "Education > Language Learning",
    "Literature": "Arts > Books",
    "Local": "Government",
    "Management & Marketing": "Business > Management",
    "National": "Government",
    "News & Politics": "News",
    "Other Games": "Leisure > Games",
    "Outdoor": "Sports > Wilderness",
    "Podcasting": "Technology",
    "Professional": "Sports",
    "Regional": "Government",
    "Science & Medicine": "Science",
    "Self-Help": "Education > Self-Improvement",
    "Shopping": "Business",
    "Software How-To": "Technology",
    "Sports & Recreation": "Sports",
    "Training": "Education > Courses",
}
"""Names that Apple dropped in 2019 → what took their place, as authors write it."""

_ARROW = " > "


def written_category(name: str, sub: str = "") -> str:
    """A category as authors write it: `Society & Culture > Documentary`."""
    return name + _ARROW + sub if sub else name


def split_category(written: str) -> tuple[str, str]:
    """Name and sub-category (or empty) of what an author wrote; spaces around `>` do not matter."""
    name, _, sub = written.partition(">")
    return name.strip(), sub.strip()


def is_category(name: str, sub: str = "") -> bool:
    """Whether Apple lists this very spelling, and the sub-category under this category."""
    return name in CATEGORIES and (not sub or sub in CATEGORIES[name])


_ALL = {written_category(name, sub): (name, sub) for name, subs in CATEGORIES.items() for sub in ("", *subs)}
_LAST = {(sub or name).casefold(): written for written, (name, sub) in _ALL.items()}


def nearest_category(name: str, sub: str = "") -> str | None:
    """The current category that was most likely meant, as authors write it; None for a wild guess."""
    last = sub or name
    if known := RETIRED.get(last) or _LAST.get(last.casefold()):
        return known
    if sub and (guess := nearest(sub, CATEGORIES.get(name, ()), cutoff=0.45)):
        return written_category(name, guess)
    if guess := nearest(written_category(name, sub), _ALL):
        return guess
    near = nearest(last, _LAST)
    return _LAST[near] if near else (name if name in CATEGORIES else None)
