"""A union that never was (演示账套): real-looking books, made from a seed, the same bytes every time.

Everything in it is invented. The school union of `REPO_SPEC` is the one whose books lie in `ledgers/`;
bigger ones serve benchmarks and training. Nothing in it should raise a finding: it is the innocent union
into which faults are planted to see whether the controls find them.
"""

from __future__ import annotations

from unionbooks.demo.make import build
from unionbooks.demo.make import make
from unionbooks.demo.spec import KINDS
from unionbooks.demo.spec import REPO_SPEC
from unionbooks.demo.spec import DemoSpec
from unionbooks.demo.spec import DemoSummary

__all__ = ["KINDS", "REPO_SPEC", "DemoSpec", "DemoSummary", "build", "make"]
