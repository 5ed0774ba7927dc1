"""`unionbooks verify`: check a package anywhere, offline, without the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.cli.session import Session

__all__ = ["command"]


@click.command(
    cls=Command,
    help=N_("Check a package: that it is safe to unpack, whole, and what was packed."),
    details=N_(
        "No ledger is needed. To know who made the package, compare the seal or the SHA-256 with what the union says."
    ),
    examples=("unionbooks verify union-2026-03.zip",),
)
@click.argument(
    "package",
    cls=Argument,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("The package, a zip file."),
)
@click.option(
    "--format",
    "chosen",
    cls=Option,
    type=click.Choice(("text", "json")),
    default="text",
    help=N_("Format of the result."),
)
@click.pass_obj
def command(session: Session, package: Path, chosen: str) -> int:
    """Check the package; 1 where anything is wrong."""
    from unionbooks.workflow.package import digest_of_file
    from unionbooks.workflow.package import read_manifest
    from unionbooks.workflow.package import verify

    problems = verify(package)
    digest = digest_of_file(package)
    output = Output(chosen)
    if chosen == "json":
        emit_json(session, {"package": package.name, "sha256": digest, "problems": problems}, output)
    elif problems:
        output.put(session, "".join(f"{problem.render(session.translate)}\n" for problem in problems))
    else:
        output.put(session, _sound(session, read_manifest(package), digest))
    return ExitCode.FINDINGS if problems else ExitCode.DONE


def _sound(session: Session, manifest: Mapping[str, Any], digest: str) -> str:
    facts = (
        message(N_("The package is sound: {files} files."), files=len(manifest["files"])),
        message(N_("Union: {union}; month: {month}"), union=manifest["union"]["name"], month=manifest["month"]),
        message(N_("Seal of {month}: {seal}"), month=manifest["month"], seal=manifest["seal"]["short"]),
        message(N_("SHA-256: {digest}"), digest=digest),
    )
    return "".join(f"{session.text(fact)}\n" for fact in facts)
