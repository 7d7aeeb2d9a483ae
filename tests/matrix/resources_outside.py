"""From outside the pages: a session opens none of these; programs bring a token, Slack its signature."""

from tests.factories.resources import ResourceFactory
from tests.matrix import everybody

MATRIX = {
    "resources:keep": everybody(),
    "api:search": everybody(401),
    "api:resource": everybody(401),
    "api:slack_learn": everybody(403),
}
OPEN = {"api:search", "api:resource", "api:slack_learn"}
OBJECTS = {"api:resource": lambda cast: {"pk": ResourceFactory(owner=cast.emil).pk}}
POSTS = {"api:slack_learn": {"text": "secrets"}}
