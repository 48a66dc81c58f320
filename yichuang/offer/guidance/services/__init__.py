"""Acts of guidance (导办).

keeping    a personal list is kept, and forgotten after its time
papers     a handbook, a notice, a list is asked for as PDF; ``services.printing`` makes it in the worker
asking     a question comes in
answering  it is answered, sent to a department, handed on, sent back, asked once more
hotline    12345 records come in as a table
questions  answers become frequent questions after review
experts    duty experts, difficult matters, limits
calls      a counter calls a department's experts
plans      a guide writes a plan for an applicant and hands it over
following  a plan is followed until it is done
"""

from yichuang.offer.guidance.services.answering import (
    answer_question,
    ask_again,
    hand_on_question,
    return_question,
    route_question,
    show_asker,
)
from yichuang.offer.guidance.services.asking import (
    ask_question,
    book_code_guess,
    forget_consultation_counts,
    record_question,
    return_code_guess,
)
from yichuang.offer.guidance.services.calls import call_experts, end_call, take_call
from yichuang.offer.guidance.services.experts import (
    record_matter,
    retire_matter,
    set_consulting_limit,
    set_duty_expert,
)
from yichuang.offer.guidance.services.following import (
    abandon_plan,
    assign_tracker,
    complete_plan,
    finish_plan_step,
    link_plan_case,
    open_plan,
    record_plan_contact,
    show_plan_applicant,
)
from yichuang.offer.guidance.services.hotline import import_work_orders
from yichuang.offer.guidance.services.keeping import (
    book_look_up,
    forget_lists,
    keep_list,
    open_list,
    public_principal,
)
from yichuang.offer.guidance.services.papers import ask_for_paper, forget_papers
from yichuang.offer.guidance.services.plans import hand_over_plan, save_plan, start_plan
from yichuang.offer.guidance.services.questions import (
    Wording,
    decline_question,
    propose_question,
    publish_question,
    take_down_question,
)

__all__ = [
    "Wording",
    "abandon_plan",
    "answer_question",
    "ask_again",
    "ask_for_paper",
    "ask_question",
    "assign_tracker",
    "book_code_guess",
    "book_look_up",
    "call_experts",
    "complete_plan",
    "decline_question",
    "end_call",
    "finish_plan_step",
    "forget_consultation_counts",
    "forget_lists",
    "forget_papers",
    "hand_on_question",
    "hand_over_plan",
    "import_work_orders",
    "keep_list",
    "link_plan_case",
    "open_list",
    "open_plan",
    "propose_question",
    "public_principal",
    "publish_question",
    "record_matter",
    "record_plan_contact",
    "record_question",
    "retire_matter",
    "return_code_guess",
    "return_question",
    "route_question",
    "save_plan",
    "set_consulting_limit",
    "set_duty_expert",
    "show_asker",
    "show_plan_applicant",
    "start_plan",
    "take_call",
    "take_down_question",
]
