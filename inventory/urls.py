"""The recording pages."""

from django.urls import path

from inventory import views

app_name = "inventory"
urlpatterns = [
    path("inventering/", views.start, name="start"),
    path("inventering/lan/<str:code>/", views.county, name="county"),
    path("inventering/plan/<int:plan_id>/", views.plan, name="plan"),
    path("inventering/plan/<int:plan_id>/markning/", views.record, name="record"),
    path("inventering/markning/<int:marking_id>/", views.marking, name="marking"),
    path("inventering/markning/<int:marking_id>/ta-bort/", views.remove, name="remove"),
    path("api/plan/<int:plan_id>/shapes/", views.shapes, name="shapes"),
]
