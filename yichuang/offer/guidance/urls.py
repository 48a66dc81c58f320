"""Addresses of the public site."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.guidance import views

app_name = "guidance"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("guide/<str:code>/", views.guide, name="guide"),
    path("guide/<str:code>/form/", views.form_to_fill, name="form"),
    path("guide/<str:code>/list/", views.personal_list, name="list"),
    path("guide/<str:code>/lists/", views.lists, name="lists"),
    path("lists/<str:code>/", views.kept_list, name="kept-list"),
    path("lists/<str:code>/phone/", views.list_on_phone, name="list-on-phone"),
    path("lists/<str:code>/pdf/", views.list_pdf, name="list-pdf"),
    path("handbooks/", views.handbooks, name="handbooks"),
    path("handbooks/<str:kind>/items/<str:code>/", views.item_paper, name="item-paper"),
    path("handbooks/<str:kind>/items/<str:code>/pdf/", views.item_pdf, name="item-pdf"),
    path("handbooks/<str:kind>/departments/<str:code>/", views.department_paper, name="department-paper"),
    path("handbooks/<str:kind>/departments/<str:code>/pdf/", views.department_pdf, name="department-pdf"),
    path("handbooks/<str:kind>/windows/<str:outlet>/<str:code>/", views.window_paper, name="window-paper"),
    path("handbooks/<str:kind>/windows/<str:outlet>/<str:code>/pdf/", views.window_pdf, name="window-pdf"),
    path(
        "catalogue/items/<str:code>/draft/form-preview/",
        views.draft_form_preview,
        name="draft-form-preview",
    ),
    path("catalogue/items/<str:code>/draft/preview/", views.draft_preview, name="draft-preview"),
    path("guide/materials/<uuid:material_id>/sample/", views.material_file, {"use": "sample"}, name="sample"),
    path("guide/materials/<uuid:material_id>/blank/", views.material_file, {"use": "blank"}, name="blank"),
    path("consult/", views.consult, name="consult"),
    path("consult/answer/", views.consult_lookup, name="consult-lookup"),
    path("consult/<str:number>/<str:code>/", views.consultation, name="consultation"),
    path("consult/<str:number>/<str:code>/further/", views.further_question, name="further-question"),
    path("consulting/", views.consultations, name="consultations"),
    path("consulting/new/", views.consultation_record, name="consultation-record"),
    path("consulting/import/", views.hotline_import, name="hotline-import"),
    path("consulting/calls/", views.expert_calls, name="expert-calls"),
    path("consulting/calls/new/", views.new_call, name="new-call"),
    path("consulting/calls/<uuid:call_id>/", views.expert_call, name="expert-call"),
    path("consulting/calls/<uuid:call_id>/taking/", views.call_taking, name="call-taking"),
    path("consulting/calls/<uuid:call_id>/end/", views.call_end, name="call-end"),
    path("consulting/questions/", views.frequent_questions, name="frequent-questions"),
    path("consulting/questions/<uuid:question_id>/", views.frequent_question, name="frequent-question"),
    path("consulting/questions/<uuid:question_id>/end/", views.question_end, name="question-end"),
    path("consulting/experts/", views.experts, name="experts"),
    path("consulting/experts/duty/", views.duty, name="duty"),
    path("consulting/experts/matters/", views.matters, name="matters"),
    path("consulting/experts/removal/", views.matter_removal, name="matter-removal"),
    path("consulting/limits/", views.consulting_limits, name="consulting-limits"),
    path("consulting/<str:number>/", views.consultation_file, name="consultation-file"),
    path("consulting/<str:number>/answer/", views.consultation_answer, name="consultation-answer"),
    path("consulting/<str:number>/route/", views.consultation_route, name="consultation-route"),
    path("consulting/<str:number>/hand-on/", views.consultation_hand_on, name="consultation-hand-on"),
    path("consulting/<str:number>/return/", views.consultation_return, name="consultation-return"),
    path("consulting/<str:number>/contact/", views.consultation_contact, name="consultation-contact"),
    path("consulting/<str:number>/proposal/", views.consultation_proposal, name="consultation-proposal"),
]
