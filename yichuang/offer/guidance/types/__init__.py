"""Words and frozen views of guidance (导办).

lists      from answers to what exactly to bring
kept       a list that was taken along
dates      worked dates of the limits
consulting questions people ask: who has them, what was said
papers     handbooks and notices in words, and their files
plans      tailored plans: steps, dates, papers, who follows them
experts    difficult matters, calls from the counter, reviewed questions
"""

from yichuang.offer.guidance.types.consulting import (
    AskChannel,
    Asked,
    Asker,
    ConsultationCounts,
    ConsultationFile,
    ConsultationRow,
    ConsultationStatus,
    ConsultationStepView,
    ConsultationView,
    ConsultingLimitView,
    HandbookPart,
    HotlineLine,
    HotlineReport,
    LimitKind,
    QuestionInput,
    StepKind,
    Suggestion,
)
from yichuang.offer.guidance.types.dates import WorkedDates
from yichuang.offer.guidance.types.experts import (
    CallStatus,
    DifficultMatterView,
    Expert,
    ExpertCallView,
    FrequentQuestionView,
    MatterInput,
    QuestionStatus,
)
from yichuang.offer.guidance.types.kept import KeptList, ListToday
from yichuang.offer.guidance.types.lists import ExactList
from yichuang.offer.guidance.types.papers import (
    ItemWords,
    MaterialWords,
    PaperFile,
    PaperKind,
    PaperOrder,
    PaperSubject,
    PaperWords,
    SectionWords,
)
from yichuang.offer.guidance.types.plans import (
    ApplicantKind,
    PaperUse,
    PlanApplicant,
    PlanBody,
    PlanDraft,
    PlanEntryKind,
    PlanEntryView,
    PlanFile,
    PlannedStep,
    PlanPaper,
    PlanRow,
    PlanStatus,
    PlanStep,
    PlanStepKind,
    PlanView,
    StepDates,
)

__all__ = [
    "ApplicantKind",
    "AskChannel",
    "Asked",
    "Asker",
    "CallStatus",
    "ConsultationCounts",
    "ConsultationFile",
    "ConsultationRow",
    "ConsultationStatus",
    "ConsultationStepView",
    "ConsultationView",
    "ConsultingLimitView",
    "DifficultMatterView",
    "ExactList",
    "Expert",
    "ExpertCallView",
    "FrequentQuestionView",
    "HandbookPart",
    "HotlineLine",
    "HotlineReport",
    "ItemWords",
    "KeptList",
    "LimitKind",
    "ListToday",
    "MaterialWords",
    "MatterInput",
    "PaperFile",
    "PaperKind",
    "PaperOrder",
    "PaperSubject",
    "PaperUse",
    "PaperWords",
    "PlanApplicant",
    "PlanBody",
    "PlanDraft",
    "PlanEntryKind",
    "PlanEntryView",
    "PlanFile",
    "PlanPaper",
    "PlanRow",
    "PlanStatus",
    "PlanStep",
    "PlanStepKind",
    "PlanView",
    "PlannedStep",
    "QuestionInput",
    "QuestionStatus",
    "SectionWords",
    "StepDates",
    "StepKind",
    "Suggestion",
    "WorkedDates",
]
