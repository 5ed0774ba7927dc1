"""What many tests share: a small ledger as text, and the way to make one on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings
from small_ledger import LEDGER

settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def make_ledger(tmp_path: Path) -> MakeLedger:
    """Write a ledger: the small one above, changed and added to by the files given."""
    root = (tmp_path / "books").resolve()

    def make(files: Mapping[str, str | bytes]) -> Path:
        for path, content in {**LEDGER, **files}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture(autouse=True)
def private_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test's snapshots apart from the user's own."""
    cache = tmp_path_factory.mktemp("cache")
    cache.chmod(0o700)
    monkeypatch.setenv("UNIONBOOKS_CACHE", str(cache))
    return cache
