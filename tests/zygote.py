"""Real processes without their start-up time: a small server that has everything imported and forks on demand.

`python -m tests.zygote` reads one order a line, as JSON, and answers the process id of a `feedpub` that carries it out;
what that prints, and its exit code at last, go into files. A killed one leaves no exit code.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stdout, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from tests import programs
from tests.deadlines import LONGEST, until


@dataclass(frozen=True, slots=True)
class Child:
    """A `feedpub` on its way."""

    pid: int
    folder: Path

    def kill(self) -> None:
        """As `kill -9`; one that has ended already is no matter."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int | None:
        """Its exit code; None if it was killed. One that does not end is killed, and what it printed is shown."""
        try:
            until(lambda: not self._is_alive(), waiting_for="the end of feedpub")
        except BaseException as error:
            self.kill()
            error.add_note(self.stderr())
            raise
        return self.code()

    def code(self) -> int | None:
        """Its exit code, after its end; None if it was killed."""
        code = self.folder / "code"
        return int(code.read_text()) if code.exists() else None

    def stdout(self) -> str:
        """What it printed on stdout."""
        return (self.folder / "out").read_text(encoding="utf-8")

    def stderr(self) -> str:
        """What it printed on stderr."""
        return (self.folder / "err").read_text(encoding="utf-8")

    def is_of(self, group: int) -> bool:
        """Whether it still runs, in this process group."""
        with suppress(ProcessLookupError):
            return os.getpgid(self.pid) == group
        return False

    def _is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True


class Zygote:
    """The forking process, and a folder for what its children say."""

    def __init__(self, folder: Path, *, seconds: float | None = LONGEST) -> None:
        self.folder = folder
        self.seconds = seconds
        self.started = 0
        self.children: list[Child] = []
        """Those of this test."""

        self.process: programs.Process | None = None
        self.running = ExitStack()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.zygote"]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "err").open("wb") as err:
            zygote = programs.started(
                command, seconds=self.seconds, stdin=subprocess.PIPE, stderr=err, text=True, cwd=programs.ROOT
            )
            self.process = self.running.enter_context(zygote)
        return self

    def __exit__(self, *_: object) -> None:
        # Its children end with it: they are of its group.
        self.running.close()

    def end_children(self) -> None:
        """Kill what still runs of those that were started since the last time."""
        assert self.process is not None
        group = os.getpgid(self.process.pid)
        for child in self.children:
            if child.is_of(group):
                child.kill()
        self.children.clear()

    def start(self, *arguments: str | Path, proof_wait: float = 60, store_wait: float = 30, clock: float = 0) -> Child:
        """Start `feedpub` with these arguments.

        It waits so many seconds for a proof, and for a byte of the store; its clock is `clock` seconds wrong. Its
        environment is that of the test.
        """
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.started += 1
        folder = self.folder / f"child-{self.started}"
        folder.mkdir(parents=True)
        words = [str(one) for one in arguments]
        order = {"folder": str(folder), "arguments": words, "proof_wait": proof_wait, "store_wait": store_wait}
        order |= {"clock": clock, "environment": dict(os.environ)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, (self.folder / "err").read_text(encoding="utf-8")
        self.children.append(Child(int(answer), folder))
        return self.children[-1]

    def run(self, *arguments: str | Path) -> Child:
        """Run `feedpub` to its end, which must be good."""
        child = self.start(*arguments)
        code = child.wait()
        assert code == 0, child.stderr()
        return child


def serve() -> None:
    """Fork a `feedpub` for every line that comes in."""
    import boto3.s3.transfer  # noqa: F401 - what children need, they find imported

    import feedpub.commands.release
    import feedpub.output.result  # noqa: F401 - as above
    from feedpub.storage.s3 import RetryPolicy
    from feedpub.storage.s3.client import connect

    publish_once()
    connect(endpoint="http://127.0.0.1:9", region=None, profile=None, retry=RetryPolicy())
    assert 1 == threading.active_count()  # a child would wait for what another thread holds
    gc.freeze()  # so that no child copies what it shares
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(Path(order.pop("folder")), **order)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def publish_once() -> None:
    """Publish a show into a folder that goes: templates, patterns and models are there for all children."""
    from tests.studio import Studio

    from feedpub import cli

    with TemporaryDirectory(prefix="zygote-") as root, Path(os.devnull).open("w") as nowhere:
        os.environ["XDG_CACHE_HOME"] = f"{root}/cache"
        desk = Studio(Path(root) / "desk")
        desk.show()
        desk.episode("first")
        sys.argv = ["feedpub", "publish", str(desk.folder)]
        with redirect_stdout(nowhere), suppress(SystemExit):
            cli.main()
        assert desk.feed()


def child(
    folder: Path,
    arguments: Sequence[str],
    environment: dict[str, str],
    proof_wait: float,
    store_wait: float,
    clock: float,
) -> None:
    """Be `feedpub`, and write down how it ended."""
    os.environ.clear()
    os.environ.update(environment)
    from feedpub import cli
    from feedpub.cli import environment as surroundings
    from feedpub.deploy.verify import verify_address, verify_feed, verify_public
    from feedpub.storage.s3 import RetryPolicy, store

    for check in (verify_address, verify_public, verify_feed):
        check.__kwdefaults__ = {**(check.__kwdefaults__ or {}), "wait": proof_wait}
    patient = RetryPolicy()
    if store_wait < patient.read:  # then it tries again just once, too
        vars(store)["RetryPolicy"] = lambda: replace(patient, read=store_wait, attempts=2)
    right = surroundings.now
    surroundings.now = lambda: right() + timedelta(seconds=clock)
    for handle, name in ((0, os.devnull), (1, folder / "out"), (2, folder / "err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o644), handle)
    sys.argv = ["feedpub", *arguments]
    code = 70
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException:  # noqa: BLE001 - whatever it is, the test shall read it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        (folder / "code").write_text(str(code))
        os._exit(code)


if __name__ == "__main__":
    serve()
