"""Routes of questions about addresses, below those of numbers."""

from django.urls import path

from emergency.reconfirming import views

urlpatterns = [
    path("reconfirmations/", views.list_reconfirmations, name="list-reconfirmations"),
    path("reconfirmations/<uuid:reconfirmation_id>/", views.show_reconfirmation, name="show-reconfirmation"),
    path("reconfirmations/<uuid:reconfirmation_id>/answer/", views.answer_reconfirmation, name="answer-reconfirmation"),
]
