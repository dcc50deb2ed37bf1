"""How long `feedpub --help` takes, against the cheapest that it could be: `python -c "import typer"`.

    python benchmarks/start_up.py [ROUNDS]

Both run in turns, so that whatever else the machine does meets both; compared are the medians. Exits 1 above `BOUND`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BOUND = 1.5
"""The design's promise; each command that is typed, and each press of the tab key, waits this long."""

ROUNDS = 31


def seconds(command: list[str]) -> float:
    """How long one run of the command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(rounds: int) -> tuple[float, float]:
    """Medians of `import typer` and of `feedpub --help`, in seconds."""
    script = Path(sys.executable).with_name("feedpub")
    help_ = [str(script)] if script.exists() else [sys.executable, "-m", "feedpub"]
    commands = ([sys.executable, "-c", "import typer"], [*help_, "--help"])
    for command in commands:  # the first run writes byte code
        seconds(command)
    times = [[seconds(command) for command in commands] for _ in range(rounds)]
    base, ours = zip(*times, strict=True)
    return median(base), median(ours)


def main() -> int:
    """Measure, print, judge."""
    base, ours = compare(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    print(f"import typer    {base * 1000:6.1f} ms")
    print(f"feedpub --help  {ours * 1000:6.1f} ms")
    print(f"ratio           {ours / base:6.2f}    (at most {BOUND})")
    return int(ours / base > BOUND)


if __name__ == "__main__":
    sys.exit(main())
