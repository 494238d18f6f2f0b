# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which photos and videos customers may send; no models.

What they send is shown to agents and to themselves. So only kinds are taken that no
browser runs, told by their content; name and type are ours.
"""

import io
from typing import NamedTuple

from PIL import Image

MEGABYTE = 1024 * 1024
MOST_FILES = 6
MOST_PHOTO_BYTES = 10 * MEGABYTE
MOST_VIDEO_BYTES = 60 * MEGABYTE
# Of one form, with what is around the files.
MOST_FORM_BYTES = 100 * MEGABYTE
# What the browser offers to choose from.
ACCEPTED = (
    "image/jpeg,image/png,image/webp,image/gif,video/mp4,video/quicktime,video/webm"
)

PHOTOS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
VIDEOS = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
# What the browser offers to choose from.
ACCEPTED = ",".join([kind for kind, __ in PHOTOS.values()] + list(VIDEOS.values()))


class RequestFile(NamedTuple):
    """A photo or a video that a customer has sent; no model."""

    content: bytes
    mimetype: str
    extension: str

    @property
    def is_photo(self):
        return self.mimetype.startswith("image/")


def find_kind(content):
    """Return what kind of photo or video a content is.

    :param bytes content: of a file
    :return: None for whatever is not taken
    :rtype: RequestFile or None
    """
    if content[4:8] == b"ftyp":
        # An iPhone's photo is of the same family, which hardly any browser shows.
        if content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
            return None
        if content[8:12] == b"qt  ":
            return RequestFile(content, VIDEOS["mov"], "mov")
        return RequestFile(content, VIDEOS["mp4"], "mp4")
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return RequestFile(content, VIDEOS["webm"], "webm")
    try:
        with Image.open(io.BytesIO(content), formats=list(PHOTOS)) as image:
            format_ = image.format
            image.verify()
    # Whatever a content makes of a decoder: it is no photo.
    except Exception:
        return None
    return RequestFile(content, *PHOTOS[format_])


def read_file(env, storage, seen=0):
    """Return a file of a form, or say why it is not taken.

    :param env: environment of the customer
    :param storage: werkzeug's ``FileStorage``
    :param int seen: how many were taken before
    :return: the file, if it is taken; the reason, if not
    :rtype: tuple[RequestFile | None, str]
    """
    # The client's name of it, told back to them only.
    name = (storage.filename or "")[:80]
    if seen >= MOST_FILES:
        return None, env._(
            "No more than %(most)s photos and videos, please.", most=MOST_FILES
        )
    content = storage.stream.read(MOST_VIDEO_BYTES + 1)
    file = find_kind(content)
    if not file:
        return None, env._(
            "%(file)s is neither a photo (JPEG, PNG, WebP, GIF) nor a video (MP4, "
            "MOV, WebM).",
            file=name,
        )
    most = MOST_PHOTO_BYTES if file.is_photo else MOST_VIDEO_BYTES
    if len(content) > most:
        return None, env._(
            "%(file)s is larger than %(most)s MB.", file=name, most=most // MEGABYTE
        )
    return file, ""


def read_files(env, storages):
    """Return the files of a form, and why others are not taken.

    :param env: environment of the customer
    :param list storages: werkzeug's ``FileStorage``; empty fields among them
    :return: ``RequestFile``; reasons, in words
    :rtype: tuple[list, list[str]]
    """
    files, errors = [], []
    for storage in storages:
        if not storage.filename:
            continue
        file, reason = read_file(env, storage, len(files))
        if file:
            files.append(file)
        else:
            errors.append(reason)
    return files, errors
