"""Parts that some tests need and a machine may lack: skipped there, a failure where everything must run.

A test that needs a part has its marker, by which `make quick` leaves it out.
"""

from __future__ import annotations

import os
import shutil

import pytest

MARKERS = {
    "node": "node",
    "chromium": "browser",
    "espeak-ng": "audio",
    "sox": "audio",
    "lame": "audio",
    "ffmpeg": "audio",
    "ffprobe": "audio",
    "weed": "s3",
    "moto": "s3",
}
"""Program → the marker of the tests that need it."""

CURRENT: set[str] = set()
"""The markers of the test that runs; conftest.py keeps them."""


def lacking(what: str, hint: str) -> None:
    """Skip, or fail where FEEDPUB_TEST_ALL says that nothing may be left out."""
    if os.environ.get("FEEDPUB_TEST_ALL"):
        pytest.fail(f"{what} is missing: {hint}")
    pytest.skip(f"{what} is missing: {hint}")


def need(*programs: str) -> None:
    """Go on only if these programs are installed; fail if the test has not their markers."""
    require_marker(*programs)
    for program in programs:
        if shutil.which(program) is None:
            lacking(program, f"install {program}")


def require_marker(*programs: str) -> None:
    """Fail if the test that runs has not the markers of these programs."""
    if missing := {MARKERS[program] for program in programs} - CURRENT:
        pytest.fail(f"this test needs {', '.join(programs)}: mark it `{'`, `'.join(sorted(missing))}`")
