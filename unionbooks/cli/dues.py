"""`unionbooks dues`: members' dues."""

from __future__ import annotations

import click

from unionbooks.cli.dues_collect import collect_list
from unionbooks.cli.dues_collect import refund
from unionbooks.cli.dues_exceptions import exceptions
from unionbooks.cli.dues_lists import assess
from unionbooks.cli.dues_lists import deductions
from unionbooks.cli.dues_lists import show_arrears
from unionbooks.cli.dues_lists import show_upward
from unionbooks.cli.dues_member import explain
from unionbooks.cli.dues_member import statement
from unionbooks.cli.shell import Group
from unionbooks.core.messages import N_

__all__ = ["command"]


@click.group(
    "dues", cls=Group, help=N_("Members' dues: what ought to be, what came, who is behind, and where it comes from.")
)
def command() -> None:
    """Hold the verbs of dues."""


for _verb in (assess, deductions, collect_list, exceptions, show_arrears, explain, statement, refund, show_upward):
    command.add_command(_verb)
