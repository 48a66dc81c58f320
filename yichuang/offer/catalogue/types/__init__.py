"""Words and frozen views of the catalogue (事项): what other domains see of an item.

    codes     code tables
    scenarios questions, options, conditions, and what an option means for the decision
    content   what is published about a handling item, and a version of it
    search    what a search finds
    analysis  what the scenarios of an item lead to
    comparison  what is different in another version
    imports   files of items, and what an import did with them

A handling version carries everything a case needs; it never changes once published, so one object
may be kept for ever. What the source does not say is *unknown*, never zero or empty: unknown
elements are listed in ``unknown`` and ``None`` stands in their field.
"""

from yichuang.offer.catalogue.types.analysis import ScenarioAnalysis, ScenarioFinding, Trouble
from yichuang.offer.catalogue.types.codes import (
    NEEDED_TO_APPLY,
    ApprovalTier,
    DeliveryMode,
    Element,
    HandlingType,
    ItemType,
    MaterialForm,
    MaterialSource,
    NameKind,
    Necessity,
    ResultKind,
    ServiceObject,
    VersionStatus,
)
from yichuang.offer.catalogue.types.comparison import Difference, Topic
from yichuang.offer.catalogue.types.content import (
    Faq,
    Fee,
    FeeLine,
    FormField,
    Guide,
    HandlingVersion,
    LegalBasis,
    Material,
    MaterialDetails,
    ProcedureRow,
    ResultDocument,
    ReviewPoint,
    Source,
    VersionContent,
    VersionDetails,
)
from yichuang.offer.catalogue.types.imports import (
    CatalogueFile,
    CodeScheme,
    FileRow,
    ImportLine,
    ImportReport,
    OrganisationFacts,
    Outcome,
    Reason,
)
from yichuang.offer.catalogue.types.scenarios import (
    ALWAYS,
    Condition,
    Option,
    ProcedureKind,
    Question,
    ScenarioTerms,
    SpecialProcedure,
    can_hold,
    clash_of,
    exceeds,
)
from yichuang.offer.catalogue.types.search import Formerly, Hit, Match, MatchField, Narrowing, Theme

__all__ = [
    "ALWAYS",
    "NEEDED_TO_APPLY",
    "ApprovalTier",
    "CatalogueFile",
    "CodeScheme",
    "Condition",
    "DeliveryMode",
    "Difference",
    "Element",
    "Faq",
    "Fee",
    "FeeLine",
    "FileRow",
    "FormField",
    "Formerly",
    "Guide",
    "HandlingType",
    "HandlingVersion",
    "Hit",
    "ImportLine",
    "ImportReport",
    "ItemType",
    "LegalBasis",
    "Match",
    "MatchField",
    "Material",
    "MaterialDetails",
    "MaterialForm",
    "MaterialSource",
    "NameKind",
    "Narrowing",
    "Necessity",
    "Option",
    "OrganisationFacts",
    "Outcome",
    "ProcedureKind",
    "ProcedureRow",
    "Question",
    "Reason",
    "ResultDocument",
    "ResultKind",
    "ReviewPoint",
    "ScenarioAnalysis",
    "ScenarioFinding",
    "ScenarioTerms",
    "ServiceObject",
    "Source",
    "SpecialProcedure",
    "Theme",
    "Topic",
    "Trouble",
    "VersionContent",
    "VersionDetails",
    "VersionStatus",
    "can_hold",
    "clash_of",
    "exceeds",
]
