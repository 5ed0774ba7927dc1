"""Let the disk run full during a commit: it goes through whole, or the ledger is byte for byte as before.

A small file system in memory is mounted where that is allowed (Linux, as root), and filled so that
less and less room is left, page by page. Elsewhere a full disk is played at every call instead.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import faults
import scene

from unionbooks.books.commit import PENDING
from unionbooks.core.problems import BadInputError

PAGE: Final = 4096
SIZE: Final = 128
"""Pages of the small file system."""


def mounted(folder: Path) -> bool:
    """Mount a small file system, where that is allowed."""
    mount = shutil.which("mount")
    if mount is None or not sys.platform.startswith("linux"):
        return False
    command = [mount, "-t", "tmpfs", "-o", f"size={SIZE * PAGE}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(file: Path, leave: int) -> None:
    """Fill the file system but for some pages."""
    file.unlink(missing_ok=True)
    free = shutil.disk_usage(file.parent).free
    with file.open("wb") as ballast:
        ballast.write(bytes(max(0, free - leave * PAGE)))


def squeeze(folder: Path, vouchers: int) -> tuple[int, int, list[str]]:
    """Commit with less and less room to a ledger of some vouchers; return how many were done, how many refused.

    The files grow by less than a page a commit, so that each number of vouchers fills another one's last page.
    """
    done, refused, wrong = 0, 0, []
    for leave in range(10, -1, -1):
        root = scene.make(folder / "books")
        for _ in range(vouchers):
            scene.post(root)
        before = scene.state(root)
        fill(folder / "ballast", leave)
        try:
            scene.post(root)
            done += 1
        except BadInputError:
            refused += 1
            if scene.state(root) != before or (root / PENDING).exists():
                wrong.append(f"{leave} pages left: refused, and not as before")
        (folder / "ballast").unlink()
        scene.post(root)
        wrong += [f"{leave} pages left: {one}" for one in scene.complaints(root)]
    return done, refused, wrong


def main() -> int:
    """Fill; print one line, and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=12)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="unionbooks-full-") as name:
        folder = Path(name).resolve()
        if mounted(folder):
            how = "a real one"
            try:
                each = [squeeze(folder, vouchers) for vouchers in range(1, rounds + 1)]
            finally:
                subprocess.run(["umount", str(folder)], check=True)
        else:
            how = "played"
            job = faults.jobs(folder)[0]
            each = [(1, *faults.break_all(job, folder, settled=False, kinds=("full",)))]
    done, refused = sum(one[0] for one in each), sum(one[1] for one in each)
    wrong = [line for one in each for line in one[2]]
    sys.stdout.write("".join(f"{one}\n" for one in wrong[:20]))
    sys.stdout.write(f"full disk ({how}): commits done {done}, refused {refused}, wrong {len(wrong)}\n")
    return 1 if wrong or not done or not refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
