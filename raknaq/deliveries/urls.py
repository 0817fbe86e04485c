"""The pages of deliveries."""

from django.urls import path

from raknaq.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("leveranser/", views.listed, name="list"),
    path("leveranser/ny/", views.new, name="new"),
    path("leveranser/<int:delivery_id>/", views.delivery, name="delivery"),
    path("leveranser/<int:delivery_id>/godta/", views.accept, name="accept"),
    path("leveranser/<int:delivery_id>/angra/", views.undo, name="undo"),
    path("leveranser/<int:delivery_id>/igen/", views.again, name="again"),
    path("leveranser/<int:delivery_id>/ta-bort/", views.throw_away, name="throw_away"),
    path("leveranser/<int:delivery_id>/avvikelser.csv", views.issues_file, name="issues_file"),
    path("leveranser/<int:delivery_id>/mappning.toml", views.mapping_file, name="mapping_file"),
    path("api/leverans/<int:delivery_id>/lage/", views.state, name="state"),
    path("api/leverans/<int:delivery_id>/platser/", views.places, name="places"),
]
