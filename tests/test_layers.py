from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
SOURCES = sorted(file for package in ("unionbooks", "importers", "reports") for file in (ROOT / package).rglob("*.py"))


def test_each_layer_knows_only_what_is_below_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Every import goes down the layers of the design; pyproject.toml holds the contracts."""
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path))
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_module_is_one_noun(file: Path) -> None:
    """No module is longer than about four hundred lines; what grows past that is two."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 450
