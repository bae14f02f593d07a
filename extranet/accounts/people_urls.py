"""The people of a house, and one's own profile."""

from django.urls import path

from extranet.accounts import key_views, people_views, views

app_name = "accounts"
urlpatterns = [
    path("", people_views.list_people, name="list-people"),
    path("invite/", people_views.invite_person, name="invite-person"),
    path("profile/", views.profile, name="profile"),
    path("keys/", key_views.list_keys, name="list-keys"),
    path("keys/new/", key_views.new_key, name="new-key"),
    path("keys/<uuid:token_id>/revoke/", key_views.revoke, name="revoke-key"),
    path("<uuid:user_id>/role/", people_views.change_role, name="change-role"),
    path("<uuid:user_id>/remove/", people_views.remove_person, name="remove-person"),
    path("invitations/<uuid:invitation_id>/resend/", people_views.resend_invitation, name="resend-invitation"),
    path("invitations/<uuid:invitation_id>/revoke/", people_views.revoke_invitation, name="revoke-invitation"),
]
