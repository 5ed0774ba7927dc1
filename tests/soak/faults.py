"""Break every call to the file system that the writer makes, in every way, and look at the ledger after.

For each job (a commit, a founding, an adoption, a recovery) the calls are counted first. Then the job
is done again for each of them, in a process of its own, and that call fails. After it the ledger must
be as before or as after and never between: as before where an error said that nothing was written, as
after where the commit was acknowledged; it must recover, verify, and take the next commit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import scene
from failing_disk import KINDS
from failing_disk import FailingDisk

from unionbooks.books.commit import PENDING
from unionbooks.books.write import adopt
from unionbooks.books.write import found
from unionbooks.books.write import recover
from unionbooks.core.problems import UnionbooksError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

ACKNOWLEDGED: Final = 0
UNEXPECTED: Final = 99


@dataclass(frozen=True)
class Job:
    """Something the writer does: the folder it starts from (`None`: no folder), and how."""

    name: str
    template: Path | None
    run: Callable[[Path], object]


def jobs(work: Path) -> list[Job]:
    """Prepare every job but the recoveries."""
    ledger = scene.make(work / "ledger")
    scene.post(ledger)
    edited = _copy(ledger, work / "edited")
    with (edited / "accounts.beancount").open("a") as file:
        file.write("; edited by hand\n")
    first = scene.make(work / "first")
    bare = _copy(first, work / "bare")
    (bare / "journal.jsonl").unlink()
    return [
        Job("commit", first, scene.post),
        Job("found", None, lambda root: found(root, scene.history())),
        Job("adopt", edited, _adopt),
        Job("adopt without a journal", bare, _adopt),
    ]


def recoveries(work: Path, job: Job, *, every: int) -> list[Job]:
    """Prepare recoveries of a job that ended at each of its calls, or at every so many."""
    found_pending = []
    for number in range(1, _count(job, work) + 1, every):
        root = _fresh(job, work / f"{job.name} ended at {number}")
        _in_child(job, root, FailingDisk(root, number, "exit"))
        if (root / PENDING).exists():
            found_pending.append(Job(f"recovery of {job.name} at {number}", root, recover))
    return found_pending


def _adopt(root: Path) -> None:
    adopt(root, why="a comment", by="王会计", now=scene.NOW)


def _copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def _fresh(job: Job, root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    return root if job.template is None else _copy(job.template, root)


def _in_child(job: Job, root: Path, disk: FailingDisk) -> int:
    """Do a job on a disk that fails; return the exit code its error has, 0 where it was acknowledged."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = UNEXPECTED
    try:
        disk.install()
        job.run(root)
        disk.cut_after()
        code = ACKNOWLEDGED
    except UnionbooksError as error:
        code = error.exit_code
    except BaseException:  # noqa: BLE001 - the child must end here whatever happens
        traceback.print_exc()
    finally:
        os._exit(code)


def _count(job: Job, work: Path) -> int:
    """Count the calls of a job on a disk that does not fail."""
    reading, writing = os.pipe()
    root = _fresh(job, work / "counted")
    child = os.fork()
    if not child:
        disk = FailingDisk(root, 0, "error")
        disk.install()
        job.run(root)
        disk.quiet = True
        os.write(writing, str(disk.count).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with open(reading, encoding="ascii") as pipe:  # noqa: PTH123 - a pipe has no path
        return int(pipe.read())


def _judge(job: Job, root: Path, code: int, states: tuple[dict[str, bytes], dict[str, bytes]]) -> list[str]:
    """Say what is wrong with a ledger after a job broke; `states` are those before and after it."""
    before, after = states
    wrong = []
    if code == UNEXPECTED:
        wrong.append("an error that is none of ours")
    now = _state(root)
    if code == ACKNOWLEDGED and now != after:
        wrong.append("acknowledged, and not there")
    if code in {3, 4} and (now != before or (root / PENDING).exists()) and not job.name.startswith("recovery"):
        wrong.append("told that nothing was written, but something was")
    if root.exists():
        recover(root)
    now = _state(root)
    if now not in states:
        return [*wrong, "neither as before nor as after"]
    if not now:
        found(root, scene.history())
    elif now == before and job.name.startswith("adopt"):
        job.run(root)
    return wrong + scene.complaints(root) + _go_on(root)


def _judged(job: Job, root: Path, code: int, states: tuple[dict[str, bytes], dict[str, bytes]]) -> list[str]:
    try:
        return _judge(job, root, code, states)
    except UnionbooksError as error:
        return [f"cannot go on: {error}"]


def _state(root: Path) -> dict[str, bytes]:
    return scene.state(root) if root.exists() else {}


def _go_on(root: Path) -> list[str]:
    scene.post(root)
    return scene.complaints(root)


def break_all(job: Job, work: Path, *, settled: bool, kinds: Sequence[str]) -> tuple[int, list[str]]:
    """Break each call of a job in each way; return how often, and what was wrong after.

    `settled` says that the job is a recovery of what must end up as its own clean run does.
    """
    root = _fresh(job, work / "done")
    before = _state(root)
    job.run(root)
    after = _state(root)
    states = (after, after) if settled else (before, after)
    number = _count(job, work)
    wrong = []
    for kind in kinds:
        for call in range(1, number + 2):
            root = _fresh(job, work / "broken")
            code = _in_child(job, root, FailingDisk(root, call, kind))
            wrong += [
                f"{job.name}, {kind} at call {call} of {number}, exit {code}: {one}"
                for one in _judged(job, root, code, states)
            ]
    return number * len(kinds), wrong


def main() -> int:
    """Break everything; print one line, and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--every", type=int, default=1, help="recover only what ended at every so many calls")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=tuple(KINDS), help="how calls fail")
    parser.add_argument("--commit-only", action="store_true", help="break a commit, and nothing else")
    options = parser.parse_args()
    total, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="unionbooks-faults-") as folder:
        work = Path(folder).resolve()
        first = jobs(work)[: 1 if options.commit_only else None]
        again = [] if options.commit_only else [recoveries(work, one, every=options.every) for one in first[:2]]
        for job, settled in [(one, False) for one in first] + [(one, True) for many in again for one in many]:
            count, found_wrong = break_all(job, work, settled=settled, kinds=options.kinds)
            total, wrong = total + count, wrong + found_wrong
    sys.stdout.write("".join(f"{one}\n" for one in wrong[:20]))
    sys.stdout.write(f"faults {total}: wrong {len(wrong)}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
