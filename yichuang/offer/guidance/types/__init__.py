"""Words and frozen views of guidance (导办).

lists      from answers to what exactly to bring
kept       a list that was taken along
dates      worked dates of the limits
consulting questions people ask: who has them, what was said
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

__all__ = [
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
    "HotlineLine",
    "HotlineReport",
    "KeptList",
    "LimitKind",
    "ListToday",
    "MatterInput",
    "QuestionInput",
    "QuestionStatus",
    "StepKind",
    "Suggestion",
    "WorkedDates",
]
