"""The recording pages."""

from django.urls import path, re_path

from inventory import (
    akt_views,
    document_views,
    duplicate_views,
    end_views,
    fit_views,
    history_views,
    marking_views,
    match_views,
    object_views,
    plan_end_views,
    provision_views,
    reading_views,
    views,
)

app_name = "inventory"
urlpatterns = [
    path("inventering/", views.start, name="start"),
    path("inventering/lan/<str:code>/", views.county, name="county"),
    path("inventering/lan/<str:code>/matchning/", match_views.matching_page, name="matching"),
    path("inventering/lan/<str:code>/matchning/lika/", match_views.match_alike, name="match_alike"),
    path("inventering/lan/<str:code>/matchning/<int:pending_id>/", match_views.match, name="match"),
    path(
        "inventering/lan/<str:code>/matchning/svar/<uuid:answer>/angra/",
        match_views.take_back,
        name="take_back_answer",
    ),
    path(
        "inventering/lan/<str:code>/dubbletter/",
        duplicate_views.duplicates_page,
        name="duplicates",
    ),
    path(
        "inventering/lan/<str:code>/dubbletter/<int:pair_id>/",
        duplicate_views.decide,
        name="decide_pair",
    ),
    path("inventering/lan/<str:code>/upphoranden/", end_views.county_page, name="ends"),
    path("inventering/lan/<str:code>/upphoranden/underskrift/", end_views.sign, name="sign_ends"),
    path("inventering/lan/<str:code>/nya-beslut/", end_views.new_decisions, name="incoming"),
    path("inventering/lan/<str:code>/akter/", akt_views.county_page, name="akter"),
    path("inventering/upphorande/<int:relation_id>/angra/", end_views.reopen, name="reopen_end"),
    path("inventering/akter/<int:request_id>/", akt_views.one, name="akt_request"),
    path(
        "inventering/akter/<int:request_id>/ta-bort/", akt_views.remove, name="remove_akt_request"
    ),
    re_path(
        r"^inventering/akter/(?P<request_id>\d{1,18})/bestallning\.(?P<form>csv|xlsx)$",
        akt_views.file,
        name="akt_file",
    ),
    path(
        "inventering/beslut/<int:decision_id>/finns-inte/",
        akt_views.unavailable,
        name="unavailable",
    ),
    path("inventering/plan/<int:plan_id>/", views.plan, name="plan"),
    path("inventering/lan/<str:code>/nasta/", reading_views.next_plan, name="next_plan"),
    path("inventering/plan/<int:plan_id>/hall/", reading_views.hold, name="hold"),
    path("inventering/plan/<int:plan_id>/genomgang/", reading_views.read, name="read"),
    path("inventering/genomgang/<uuid:context>/angra/", reading_views.undo, name="undo_reading"),
    path("inventering/genomgangar/", reading_views.mine, name="mine"),
    path("inventering/genomgangar/<int:review_id>/", reading_views.withdraw, name="withdraw"),
    path("inventering/plan/<int:plan_id>/markning/", views.record, name="record"),
    path("inventering/plan/<int:plan_id>/bestammelse/", provision_views.new, name="new_provision"),
    path(
        "inventering/plan/<int:plan_id>/bestammelser/godta/", provision_views.accept, name="accept"
    ),
    path("inventering/bestammelse/<int:provision_id>/", provision_views.change, name="provision"),
    path(
        "inventering/bestammelse/<int:provision_id>/ta-bort/",
        provision_views.remove,
        name="remove_provision",
    ),
    path("api/plan/<int:plan_id>/forslag/", provision_views.proposal, name="proposal"),
    path("inventering/plan/<int:plan_id>/upphoranden/", plan_end_views.answer, name="plan_ends"),
    path(
        "inventering/plan/<int:plan_id>/objekt/<int:object_id>/borta/",
        object_views.gone,
        name="gone",
    ),
    path("inventering/markning/<int:marking_id>/", marking_views.marking, name="marking"),
    path("inventering/markning/<int:marking_id>/ta-bort/", marking_views.remove, name="remove"),
    path("inventering/lan/<str:code>/handlingar/", document_views.storage, name="storage"),
    path("inventering/plan/<int:plan_id>/handling/", document_views.add, name="add_document"),
    path("inventering/handling/<int:document_id>/", document_views.change, name="document"),
    path(
        "inventering/handling/<int:document_id>/ta-bort/",
        document_views.remove,
        name="remove_document",
    ),
    path("inventering/handling/<int:document_id>/fil/", document_views.file, name="document_file"),
    path("inventering/markning/<int:marking_id>/belagg/", document_views.attach, name="attach"),
    path("inventering/belagg/<int:evidence_id>/ta-bort/", document_views.detach, name="detach"),
    path("inventering/handling/<int:document_id>/inpassning/", fit_views.fit_page, name="fit"),
    path(
        "inventering/handling/<int:document_id>/inpassning/ta-bort/",
        fit_views.remove_fit,
        name="remove_fit",
    ),
    path("api/handling/<int:document_id>/inpassning/", fit_views.preview_fit, name="preview_fit"),
    path("inventering/plan/<int:plan_id>/historik/", history_views.history, name="history"),
    path(
        "inventering/plan/<int:plan_id>/historik/<uuid:change>/aterstall/",
        history_views.restore,
        name="restore",
    ),
    path("api/plan/<int:plan_id>/andringar/", history_views.state, name="plan_state"),
    path("api/upphorande/<int:relation_id>/shapes/", end_views.shapes, name="end_shapes"),
    path("api/plan/<int:plan_id>/shapes/", views.shapes, name="shapes"),
]
