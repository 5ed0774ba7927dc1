"""Make sure that a Chromium is there for the browser tests; install Debian's where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def main() -> int:
    """Return 0 where a browser is there, or may be missing; 1 where CI would test without one."""
    if any(map(shutil.which, NAMES)):
        return 0
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("Installing chromium for the browser tests …\n")
        for verb in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *verb], stdout=subprocess.DEVNULL, check=False)
    if any(map(shutil.which, NAMES)):
        return 0
    sys.stderr.write("No Chromium was found: the browser tests cannot run.\n")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
