"""The ledger's own words: every `union-…` directive and every metadata key, each defined in one place."""

from __future__ import annotations

from typing import Final

from unionbooks.core.vocabulary.assets import Asset
from unionbooks.core.vocabulary.audit import Finding
from unionbooks.core.vocabulary.audit import Question
from unionbooks.core.vocabulary.audit import Signoff
from unionbooks.core.vocabulary.audit import Tick
from unionbooks.core.vocabulary.banking import BankLine
from unionbooks.core.vocabulary.banking import Scheme
from unionbooks.core.vocabulary.budget import BudgetVersion
from unionbooks.core.vocabulary.contribution import ContributionRule
from unionbooks.core.vocabulary.contribution import Payroll
from unionbooks.core.vocabulary.contribution import RemittanceAck
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import Record
from unionbooks.core.vocabulary.directive import known_kinds
from unionbooks.core.vocabulary.entries import AccountMeta
from unionbooks.core.vocabulary.entries import PaperMeta
from unionbooks.core.vocabulary.entries import PostingMeta
from unionbooks.core.vocabulary.entries import VoucherMeta
from unionbooks.core.vocabulary.membership import DuesException
from unionbooks.core.vocabulary.membership import DuesOpening
from unionbooks.core.vocabulary.membership import DuesRule
from unionbooks.core.vocabulary.membership import DuesWaiver
from unionbooks.core.vocabulary.membership import MemberEvent
from unionbooks.core.vocabulary.periods import Reopen
from unionbooks.core.vocabulary.periods import Return
from unionbooks.core.vocabulary.periods import Seal
from unionbooks.core.vocabulary.periods import Submission
from unionbooks.core.vocabulary.receipts import Receipt
from unionbooks.core.vocabulary.receipts import ReceiptBook
from unionbooks.core.vocabulary.receipts import ReceiptVoid
from unionbooks.core.vocabulary.rules import ApprovalTier
from unionbooks.core.vocabulary.rules import Forbidden
from unionbooks.core.vocabulary.rules import Incompatible
from unionbooks.core.vocabulary.rules import RuleException
from unionbooks.core.vocabulary.rules import Standard
from unionbooks.core.vocabulary.spending import Activity
from unionbooks.core.vocabulary.spending import Benefit
from unionbooks.core.vocabulary.spending import GoodsRun
from unionbooks.core.vocabulary.spending import Hardship
from unionbooks.core.vocabulary.union import Officer
from unionbooks.core.vocabulary.union import Profile
from unionbooks.core.vocabulary.union import Project

__all__ = [
    "DIRECTIVES",
    "RECORDS",
    "AccountMeta",
    "Activity",
    "ApprovalTier",
    "Asset",
    "BankLine",
    "Benefit",
    "BudgetVersion",
    "ContributionRule",
    "Directive",
    "DuesException",
    "DuesOpening",
    "DuesRule",
    "DuesWaiver",
    "Finding",
    "Forbidden",
    "GoodsRun",
    "Hardship",
    "Incompatible",
    "MemberEvent",
    "Officer",
    "PaperMeta",
    "Payroll",
    "PostingMeta",
    "Profile",
    "Project",
    "Question",
    "Receipt",
    "ReceiptBook",
    "ReceiptVoid",
    "Record",
    "RemittanceAck",
    "Reopen",
    "Return",
    "RuleException",
    "Scheme",
    "Seal",
    "Signoff",
    "Standard",
    "Submission",
    "Tick",
    "VoucherMeta",
]

DIRECTIVES: Final[dict[str, type[Directive]]] = known_kinds(
    [
        Profile,
        Officer,
        Project,
        MemberEvent,
        DuesRule,
        DuesWaiver,
        DuesOpening,
        DuesException,
        Payroll,
        ContributionRule,
        RemittanceAck,
        ReceiptBook,
        Receipt,
        ReceiptVoid,
        Standard,
        ApprovalTier,
        Incompatible,
        Forbidden,
        RuleException,
        Activity,
        GoodsRun,
        Benefit,
        Hardship,
        BudgetVersion,
        BankLine,
        Scheme,
        Asset,
        Seal,
        Reopen,
        Submission,
        Return,
        Finding,
        Question,
        Tick,
        Signoff,
    ]
)
"""Keyword -> class of every directive of the vocabulary."""

RECORDS: Final[tuple[type[Record], ...]] = (VoucherMeta, PostingMeta, PaperMeta, AccountMeta)
"""Metadata vocabularies of Beancount's own entries."""
