"""Who has signed in, as every request asks."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from heartwood.ground.accounts.models import User
from heartwood.kit.prepared import prepared


class Backend(AuthenticationBackend):
    def get_user(self, user_id: UUID) -> User | None:
        user = with_id.first(user_id)
        return user if user and user.is_active else None


@prepared
def with_id(user: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user)
