"""Personal tokens: everybody's own."""

from accounts.actions.tokens import make_token
from accounts.models import AccessToken
from tests.matrix import everybody, only


def token_of(cast) -> AccessToken:
    return make_token(actor=cast.emil, name="my editor", days=30)[0]


MATRIX = {
    "accounts:token_list": everybody(),
    "accounts:token_make": everybody(),
    "accounts:token_revoke": only("emil", status=302, others=404),
}
OBJECTS = {"accounts:token_revoke": lambda cast: {"pk": token_of(cast).pk}}
POSTS = {"accounts:token_make": {"name": "my script", "days": "90"}, "accounts:token_revoke": {}}
VISIBLE = {AccessToken: ("accounts.revoke_token", token_of)}
