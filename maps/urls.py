"""Public pages, their files, and the tiles of the maps."""

from django.urls import path, register_converter

from maps import views
from raknaq.lib.codes import CountyCode

register_converter(CountyCode, "county")

app_name = "maps"
urlpatterns = [
    path("", views.start, name="start"),
    path("lan/<county:code>/", views.county, name="county"),
    path("metod/", views.how_counted, name="methods"),
    path("om/", views.about, name="about"),
    path("filer/skyddad-bebyggelse.xlsx", views.workbook, name="workbook"),
    path("filer/<slug:name>.csv", views.table_file, name="table_file"),
    path(
        "tiles/boundaries/<int:z>/<int:x>/<int:y>.mvt",
        views.public_tile,
        {"layer": "boundaries"},
        name="boundaries",
    ),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", views.member_tile, name="tile"),
]
