"""Who may sign in where."""

from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from extranet.accounts.models import User
from extranet.accounts.people import person_in
from extranet.partners.request import HouseRequest


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks e-mail and password, and that the person belongs to the house whose door this is.

    A person of another house gets the same answer as a wrong password.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Return the user, or None."""
        user = super().authenticate(request, **credentials)
        # The library keeps a closed account aside, to tell it so: here it is answered like a wrong password.
        self.unstash_authenticated_user()
        if user is None or request is None:
            return cast("AbstractBaseUser | None", user)
        house = cast("HouseRequest", request)
        if person_in(cast("User", user), home=house.home, partner=house.partner) is None:
            return None
        return cast("AbstractBaseUser", user)
