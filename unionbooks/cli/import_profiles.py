"""`unionbooks import profiles` and `import new-profile`: the formats that are known, and how to add one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["new_profile", "profiles"]

_COLUMNS: Final = (
    Column("profile", N_("Profile"), "id"),
    Column("version", N_("Version"), "count"),
    Column("title", N_("What the bank calls it")),
    Column("origin", N_("Whose"), "word"),
    Column("tested_on", N_("Tested on")),
)
_OWN: Final = N_("our own")
_BUNDLED: Final = N_("bundled")


@click.command(
    "profiles",
    cls=Command,
    help=N_("List the import profiles, the union's own among them, with what each was tested on."),
    examples=("unionbooks import profiles", "unionbooks import profiles --format json"),
)
@output_options()
@click.pass_obj
def profiles(session: Session, output: Output) -> None:
    """List the profiles; one of the union's own takes the place of a bundled one of the same id."""
    from importers.profile_file import bundled_profiles
    from unionbooks.workflow.importing import own_profiles

    own = own_profiles(session.root)
    named = {one.id: (one, _BUNDLED) for one in bundled_profiles()} | {one.id: (one, _OWN) for one in own}
    rows = tuple(
        (one.id, one.version, one.title, whose, one.tested_on or None) for _, (one, whose) in sorted(named.items())
    )
    emit(session, Listing("profiles", _COLUMNS, rows), output)


@click.command(
    "new-profile",
    cls=Command,
    help=N_("Begin a profile from a file that no profile knows; it is written into the folder profiles/."),
    details=N_(
        "The words of the header are found and each column is given the meaning that its name suggests; what is not "
        "certain stands in the profile as a comment, in Chinese. Look through it, then import the file."
    ),
    examples=("unionbooks import new-profile 村镇银行明细.xlsx --id village-bank",),
)
@click.argument(
    "file", cls=Argument, metavar="FILE", type=click.Path(path_type=Path), help=N_("A statement of the bank.")
)
@click.option("--id", "name", cls=Option, metavar="ID", help=N_("Id of the new profile; else from the file's name."))
@click.pass_obj
def new_profile(session: Session, file: Path, name: str | None) -> None:
    """Write a profile that a person then looks through."""
    from unionbooks.workflow.profile_drafting import draft_profile

    drafted = draft_profile(session.root, file, name, by=session.by, now=session.now)
    session.say(message("Written: {path}. Look through it, then import the file.", path=drafted.path))
    for doubt in drafted.doubts:
        session.say(doubt)
