"""Where the link of an invitation leads."""

from django.urls import path

from extranet.accounts import invitation_views

app_name = "invitations"
urlpatterns = [
    path("<str:token>/", invitation_views.accept_invitation, name="accept-invitation"),
]
