"""Membership pages."""

from django.urls import path

from plans import views

app_name = "plans"
urlpatterns = [
    path("konton/", views.members, name="members"),
    path("konton/<int:membership_id>/avsluta/", views.end, name="end_membership"),
]
