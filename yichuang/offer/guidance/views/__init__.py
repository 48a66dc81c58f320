"""Pages of guidance (导办).

finding    find an item, and what became of one
guides     answer a few questions, get the exact list
kept       the personal list: taken along, opened again, sent to a phone
papers     handbooks and notices, as page and as PDF
previews   what a draft will look like to a citizen and to a clerk
asking     the public pages of consulting
desk       the list of questions, one question with its acts, recording, import
knowing    calls, reviewed questions, difficult matters, limits
planning   plans: the list, a new one, writing it
tracking   one plan with the acts of who follows it, and its public page
"""

from yichuang.offer.guidance.views.asking import consult, consult_lookup, consultation, further_question
from yichuang.offer.guidance.views.desk import (
    consultation_answer,
    consultation_contact,
    consultation_file,
    consultation_hand_on,
    consultation_proposal,
    consultation_record,
    consultation_return,
    consultation_route,
    consultations,
    hotline_import,
)
from yichuang.offer.guidance.views.filling import draft_form_preview, form_to_fill
from yichuang.offer.guidance.views.finding import search
from yichuang.offer.guidance.views.guides import guide, home, material_file, personal_list
from yichuang.offer.guidance.views.kept import kept_list, list_on_phone, lists
from yichuang.offer.guidance.views.knowing import (
    call_end,
    call_taking,
    consulting_limits,
    duty,
    expert_call,
    expert_calls,
    experts,
    frequent_question,
    frequent_questions,
    matter_removal,
    matters,
    new_call,
    question_end,
)
from yichuang.offer.guidance.views.papers import (
    department_paper,
    department_pdf,
    handbooks,
    item_paper,
    item_pdf,
    list_pdf,
    plan_pdf,
    window_paper,
    window_pdf,
)
from yichuang.offer.guidance.views.planning import new_plan, plan_draft, plans
from yichuang.offer.guidance.views.previews import draft_preview
from yichuang.offer.guidance.views.tracking import (
    plan,
    plan_applicant,
    plan_case,
    plan_completion,
    plan_contact,
    plan_end,
    plan_file,
    plan_step_end,
    plan_tracker,
)

__all__ = [
    "call_end",
    "call_taking",
    "consult",
    "consult_lookup",
    "consultation",
    "consultation_answer",
    "consultation_contact",
    "consultation_file",
    "consultation_hand_on",
    "consultation_proposal",
    "consultation_record",
    "consultation_return",
    "consultation_route",
    "consultations",
    "consulting_limits",
    "department_paper",
    "department_pdf",
    "draft_form_preview",
    "draft_preview",
    "duty",
    "expert_call",
    "expert_calls",
    "experts",
    "form_to_fill",
    "frequent_question",
    "frequent_questions",
    "further_question",
    "guide",
    "handbooks",
    "home",
    "hotline_import",
    "item_paper",
    "item_pdf",
    "kept_list",
    "list_on_phone",
    "list_pdf",
    "lists",
    "material_file",
    "matter_removal",
    "matters",
    "new_call",
    "new_plan",
    "personal_list",
    "plan",
    "plan_applicant",
    "plan_case",
    "plan_completion",
    "plan_contact",
    "plan_draft",
    "plan_end",
    "plan_file",
    "plan_pdf",
    "plan_step_end",
    "plan_tracker",
    "plans",
    "question_end",
    "search",
    "window_paper",
    "window_pdf",
]
