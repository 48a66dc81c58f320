"""Tables of guidance (导办).

kept       personal lists
papers     the PDF of a handbook, a notice, a personal list
consulting questions people ask, what happened to each, the limits
experts    duty experts, difficult matters, calls from the counter, reviewed questions
plans      tailored plans: what is written, what was handed over, what happened since
"""

from yichuang.offer.guidance.models.consulting import (
    Consultation,
    ConsultationCount,
    ConsultationStep,
    ConsultingLimit,
)
from yichuang.offer.guidance.models.experts import (
    DifficultMatter,
    DutyExpert,
    ExpertCall,
    FrequentQuestion,
    MatterExpert,
)
from yichuang.offer.guidance.models.kept import ListCount, PersonalList
from yichuang.offer.guidance.models.papers import PrintedPaper
from yichuang.offer.guidance.models.plans import Plan, PlanEntry, PlanRevision, PlanStep

__all__ = [
    "Consultation",
    "ConsultationCount",
    "ConsultationStep",
    "ConsultingLimit",
    "DifficultMatter",
    "DutyExpert",
    "ExpertCall",
    "FrequentQuestion",
    "ListCount",
    "MatterExpert",
    "PersonalList",
    "Plan",
    "PlanEntry",
    "PlanRevision",
    "PlanStep",
    "PrintedPaper",
]
