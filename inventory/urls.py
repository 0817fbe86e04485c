"""The recording pages."""

from django.urls import path

from inventory import queues, views

app_name = "inventory"
urlpatterns = [
    path("inventering/", views.start, name="start"),
    path("inventering/lan/<str:code>/", views.county, name="county"),
    path("inventering/lan/<str:code>/matchning/", queues.matching_page, name="matching"),
    path("inventering/lan/<str:code>/matchning/alla/", queues.match_all, name="match_all"),
    path("inventering/lan/<str:code>/matchning/<int:pending_id>/", queues.match, name="match"),
    path("inventering/lan/<str:code>/dubbletter/", queues.duplicates_page, name="duplicates"),
    path("inventering/lan/<str:code>/dubbletter/<int:pair_id>/", queues.decide, name="decide_pair"),
    path("inventering/plan/<int:plan_id>/", views.plan, name="plan"),
    path("inventering/plan/<int:plan_id>/markning/", views.record, name="record"),
    path("inventering/markning/<int:marking_id>/", views.marking, name="marking"),
    path("inventering/markning/<int:marking_id>/ta-bort/", views.remove, name="remove"),
    path("api/plan/<int:plan_id>/shapes/", views.shapes, name="shapes"),
]
