"""Parts that some tests need and a machine may lack: skipped there, a failure where everything must run."""

from __future__ import annotations

import os
import shutil

import pytest


def lacking(what: str, hint: str) -> None:
    """Skip, or fail where FEEDPUB_TEST_ALL says that nothing may be left out."""
    if os.environ.get("FEEDPUB_TEST_ALL"):
        pytest.fail(f"{what} is missing: {hint}")
    pytest.skip(f"{what} is missing: {hint}")


def need(*programs: str) -> None:
    """Go on only if these programs are installed."""
    for program in programs:
        if shutil.which(program) is None:
            lacking(program, f"install {program}")
