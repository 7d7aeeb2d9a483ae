"""Resources: emil's own, mara his co-author; a published one is everybody's, a draft its authors' alone."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ecosystem.core.clock import now
from resources.models import Draft, Resource, ResourceFile
from tests.factories.resources import CoAuthorFactory, ResourceFactory
from tests.matrix import everybody, only

AUTHORS, AUTHORS_POST = only("emil", "mara"), only("emil", "mara", status=302)
OWNERS, OWNERS_POST = only("emil", "lena"), only("emil", "lena", status=302)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Upload(SimpleUploadedFile):
    """Sent by one client after the other: each reads it from its beginning."""

    def read(self, *args):
        self.seek(0)
        return super().read(*args)


def _resource(cast, **fields) -> Resource:
    return CoAuthorFactory(resource=ResourceFactory(owner=cast.emil, **fields), person=cast.mara).resource


def _pk(**fields):
    return lambda cast: {"pk": _resource(cast, **fields).pk}


def _draft(cast, **fields) -> Draft:
    return Draft.objects.create(person=cast.emil, typed={"pasted": "Half a thought"}, saved_at=now(), **fields)


def _file(cast, **fields) -> ResourceFile:
    file = ResourceFile(resource=_resource(cast, **fields), owner=cast.emil, media_type="image/png", added_at=now())
    file.name, file.size = "dot.png", len(PIXEL)
    file.file.save(f"{file.pk}.png", SimpleUploadedFile("dot.png", PIXEL), save=False)
    file.save()
    return file


def _edited(cast) -> dict:
    return {"version": "1", "title": "Another title", "kind": "how_to", "body": "Other words", "note": "Reworded"}


SHARED = {"pasted": "https://example.com/a-guide", "title": "A guide", "kind": "link"}
MATRIX = {
    "resources:resource_list": everybody(),
    "resources:resource_new": everybody(),
    "resources:resource_new POST": everybody(302),
    "resources:resource_hints": everybody(),
    "resources:draft_keep": everybody(302),
    "resources:draft_drop": only("emil", status=302, others=404),
    "resources:resource_page": everybody(),
    "resources:resource_edit": AUTHORS,
    "resources:resource_edit POST": AUTHORS_POST,
    "resources:draft_keep_edit": AUTHORS_POST,
    "resources:resource_preview": AUTHORS,
    "resources:resource_publish": only("emil", "mara", status=302, others=404),
    "resources:resource_archive": OWNERS,
    "resources:resource_archive POST": OWNERS_POST,
    "resources:resource_bring_back": OWNERS_POST,
    "resources:author_list": OWNERS,
    "resources:author_list POST": OWNERS_POST,
    "resources:author_remove": OWNERS_POST,
    "resources:file_add": AUTHORS_POST,
    "resources:file": everybody(),
    "resources:file_remove": AUTHORS_POST,
}
OBJECTS = {
    "resources:draft_drop": lambda cast: {"pk": _draft(cast).pk},
    "resources:resource_page": _pk(),
    "resources:resource_edit": _pk(),
    "resources:draft_keep_edit": _pk(),
    "resources:resource_preview": _pk(),
    "resources:resource_publish": _pk(state="draft"),
    "resources:resource_archive": _pk(),
    "resources:resource_bring_back": _pk(state="archived"),
    "resources:author_list": _pk(),
    "resources:author_remove": _pk(),
    "resources:file_add": _pk(),
    "resources:file": lambda cast: {"pk": _file(cast).pk},
    "resources:file_remove": lambda cast: {"pk": _file(cast).pk},
}
POSTS = {
    "resources:resource_new": SHARED,
    "resources:resource_hints": {"pasted": "https://example.com/a-guide"},
    "resources:draft_keep": {"pasted": "Half a thought"},
    "resources:draft_drop": {},
    "resources:resource_edit": _edited,
    "resources:resource_preview": {"body": "Half a thought", "version": "1"},
    "resources:draft_keep_edit": {"body": "Half a thought", "version": "1"},
    "resources:resource_publish": {},
    "resources:resource_archive": {"version": "1", "reason": "The old console is gone."},
    "resources:resource_bring_back": {"version": "1"},
    "resources:author_list": lambda cast: {"person": cast.otto.email},
    "resources:author_remove": lambda cast: {"remove": cast.mara.pk},
    "resources:file_add": lambda cast: {"file": Upload("dot.png", PIXEL)},
    "resources:file_remove": {},
}


def _some_of_each(cast) -> None:
    _resource(cast)
    _resource(cast, state="draft")
    ResourceFactory(owner=cast.otto, state="draft")
    ResourceFactory(owner=None, state="archived", archived_at=now())


def _files(cast) -> None:
    _file(cast)
    _file(cast, state="draft")


VISIBLE = {
    Resource: ("resources.view_resource", _some_of_each),
    ResourceFile: ("resources.read_file", _files),
    Draft: ("resources.drop_draft", _draft),
}
