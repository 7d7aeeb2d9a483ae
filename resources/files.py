"""What an uploaded file may be: recognised by its content, never by its name; images are drawn anew without what a camera adds."""

import re
import zipfile
from io import BytesIO
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence

from ecosystem.core.errors import Refused

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_FRAMES = 200
LONGEST_SIDE = 2400
LONGEST_NAME = 120
IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "word/document.xml": (f"{OPEN_XML}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{OPEN_XML}spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{OPEN_XML}presentationml.presentation", ".pptx"),
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
KINDS = _("Take a PNG, JPEG, WebP or GIF image, a PDF, or a document of an office program without macros.")


class Checked(NamedTuple):
    name: str
    media_type: str
    content: bytes

    @property
    def is_image(self) -> bool:
        return self.media_type in ENDINGS


def check_file(name: str, content: bytes, *, most: int) -> Checked:
    """The file as it may be kept, with a name that fits its content. Raises Refused with what to do instead."""
    if len(content) > most:
        raise Refused(_("Larger than %(n)d MB. Make it smaller, or link to where it lies.") % {"n": most // MEGABYTE})
    media_type, ending, kept = _image(content) or _document(content) or ("", "", b"")
    if not media_type:
        raise Refused(KINDS)
    return Checked(_named(name, ending), media_type, kept)


def _named(name: str, ending: str) -> str:
    """Letters, digits, blanks, dots and hyphens of the name, with the ending that its content has."""
    stem = re.sub(r"[^\w .\-]+", " ", name.rsplit(".", 1)[0]).strip(" .") or "file"
    return stem[: LONGEST_NAME - len(ending)] + ending


def _image(content: bytes) -> tuple[str, str, bytes] | None:
    """Pixels alone are taken over: no EXIF, no place, no comment, no profile."""
    try:
        with Image.open(BytesIO(content), formats=list(IMAGES)) as image:
            kind = str(image.format)
            if image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) > MOST_FRAMES:
                raise Refused(_("This image is too large. Make it smaller first."))
            drawn = _drawn(image, kind)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    media_type = IMAGES[kind]
    return media_type, ENDINGS[media_type], drawn


def _drawn(image: Image.Image, kind: str) -> bytes:
    frames = [_bare(ImageOps.exif_transpose(frame), kind) for frame in ImageSequence.Iterator(image)]
    more = {"save_all": True, "append_images": frames[1:], "loop": 0} if len(frames) > 1 else {}
    if more and "duration" in image.info:
        more["duration"] = image.info["duration"]
    kept = BytesIO()
    frames[0].save(kept, format=kind, **more)
    return kept.getvalue()


def _bare(frame: Image.Image, kind: str) -> Image.Image:
    """A new image of the same pixels, at most 2400 wide and high."""
    wanted = "RGB" if kind == "JPEG" else "RGBA"
    fresh = Image.new(wanted, frame.size)
    fresh.paste(frame.convert(wanted))
    fresh.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return fresh


def _document(content: bytes) -> tuple[str, str, bytes] | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf", ".pdf", content
    if not content.startswith(b"PK\x03\x04"):
        return None
    found = _office(content)
    return (*found, content) if found else None


def _office(content: bytes) -> tuple[str, str] | None:
    """Documents of office programs are archives of a known shape; any other archive is none, and macros are not taken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in OFFICE.items() if part in names), None)
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                media_type = archive.read("mimetype").decode("ascii", "replace")
                return (media_type, OPEN_DOCUMENT[media_type]) if media_type in OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return None
    return None
