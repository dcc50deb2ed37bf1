"""Fixtures that several test files share."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from tests import parts, servers, stores
from tests.deadlines import limited
from tests.driving import call_by_call_from_now_on
from tests.servers import S3Server
from tests.zygote import Zygote

from feedpub import artwork
from feedpub.storage import Storage
from feedpub.storage.memory import Memory

_DERIVED = artwork.derived

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is timed: another program on the same processors is no fault of ours.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Python does not look for garbage among the tests: twelve thousand are collected, and all stay until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Whatever hangs while a test is prepared ends as its failure, and the next test runs."""
    parts.CURRENT = {mark.name for mark in item.iter_markers()}
    with limited():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """Whatever hangs in a test ends as its failure."""
    with limited():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    """Whatever hangs after a test ends as its failure."""
    with limited():
        return (yield)


@pytest.fixture(autouse=True)
def _nobody_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the credentials, the configuration or the proxies of whoever runs it, nor asks a machine's role."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


@pytest.fixture(autouse=True)
def _fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for the disk, but those of `test_storage.py`: nothing here must outlive a loss of power."""

    def fsync(handle: int) -> None:
        os.fstat(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@cache
def _derived_once(picture: bytes, name: str) -> bytes:
    with NamedTemporaryFile() as file:
        file.write(picture)
        file.flush()
        return _DERIVED(Path(file.name), name)


@pytest.fixture(autouse=True)
def _derived(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made of a cover is made once for all tests, since they have the same few covers."""

    def derived(path: Path, name: str) -> bytes:
        return _derived_once(path.read_bytes(), name)

    monkeypatch.setattr(artwork, "derived", derived)


@pytest.fixture(scope="session")
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def _caches_of_their_own(monkeypatch: pytest.MonkeyPatch, _caches: Path) -> None:
    """No test writes into the caches of whoever runs it, nor finds what another one left.

    The folder is not made: six thousand that hardly any test needs took pytest longer to remove than many tests take.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(_caches / uuid4().hex))


@pytest.fixture
def call_by_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four actions of a phase at once, without threads: a run pauses in front of each call, and can be killed there."""
    call_by_call_from_now_on(monkeypatch)


@pytest.fixture(scope="session")
def _seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with servers.seaweed(tmp_path_factory.mktemp("weed")) as server:
        yield server


@pytest.fixture
def s3_server(_seaweed: S3Server, signed_in: None) -> S3Server:
    """A real S3 server with a bucket; whoever uses it is signed in."""
    return _seaweed


@pytest.fixture(scope="session")
def _zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote(tmp_path_factory.mktemp("zygote"), seconds=None) as running:
        yield running


@pytest.fixture
def zygote(_zygote: Zygote, signed_in: None) -> Iterator[Zygote]:
    """Starts real `feedpub` processes, which end with the test; whoever uses it is signed in."""
    yield _zygote
    _zygote.end_children()


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch, _nobody_is_signed_in: None) -> None:
    """Credentials in the environment."""
    for name, value in servers.CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=[pytest.param(kind, marks=pytest.mark.s3 if kind == "s3" else ()) for kind in stores.KINDS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty storage, one of each kind after the other."""
    match request.param:
        case "memory":
            return Memory()
        case "directory":
            return stores.directory(tmp_path)
        case _:
            return stores.bucket(request.getfixturevalue("s3_server"))
