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
# More than that takes too much memory to show, however small the file is.
MOST_PIXELS = 50_000_000

PHOTOS = {
    "JPEG": ("image/jpeg", "jpg"),
    # Two pictures in one, as many telephones make them: shown as any other.
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
# Those that Odoo has loaded.
PHOTO_DECODERS = ("JPEG", "PNG", "GIF")
VIDEOS = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
# What the browser offers to choose from.
ACCEPTED = ",".join(
    dict.fromkeys([*(kind for kind, __ in PHOTOS.values()), *VIDEOS.values()])
)
# What a file says it is that begins as a video does, and is none that browsers show.
NO_VIDEOS = (b"hei", b"hev", b"mif", b"msf", b"avi", b"crx", b"M4A", b"M4B", b"M4P")


class RequestFile(NamedTuple):
    """A photo or a video that a customer has sent; no model."""

    content: bytes
    mimetype: str
    extension: str

    @property
    def is_photo(self):
        return self.mimetype.startswith("image/")


class TooManyPixelsError(Exception):
    """A photo is too large to be shown."""


def find_kind(content):
    """Return what kind of photo or video a content is.

    :param bytes content: of a file
    :return: None for whatever is not taken
    :rtype: RequestFile or None
    :raise TooManyPixelsError: if it is a photo that is too large to be shown
    """
    if content[4:8] == b"ftyp":
        # An iPhone's photo is of the same family, which hardly any browser shows.
        if content[8:11] in NO_VIDEOS or not has_movie(content):
            return None
        kind = "mov" if content[8:12] == b"qt  " else "mp4"
        return RequestFile(content, VIDEOS[kind], kind)
    if content[:4] == b"\x1a\x45\xdf\xa3":
        is_webm = b"webm" in content[:64]
        return RequestFile(content, VIDEOS["webm"], "webm") if is_webm else None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return find_webp(content)
    return find_photo(content)


def find_webp(content):
    """Return a WebP photo. Odoo loads no decoder of these: only the head is read.

    :param bytes content: of a file
    :return: None if it is none
    :rtype: RequestFile or None
    :raise TooManyPixelsError: if it is too large to be shown
    """
    head = content[20:30]
    if len(head) < 10 or int.from_bytes(content[4:8], "little") + 8 > len(content):
        return None
    kind = content[12:16]
    if kind == b"VP8 ":
        width = int.from_bytes(head[6:8], "little") & 0x3FFF
        height = int.from_bytes(head[8:10], "little") & 0x3FFF
    elif kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8X":
        width = int.from_bytes(head[4:7], "little") + 1
        height = int.from_bytes(head[7:10], "little") + 1
    else:
        return None
    if width * height > MOST_PIXELS:
        raise TooManyPixelsError
    return RequestFile(content, *PHOTOS["WEBP"]) if width and height else None


def has_movie(content):
    """Whether a video has what a player looks for first.

    :param bytes content: boxes, each with its length and its kind in front
    :rtype: bool
    """
    start = 0
    while start + 8 <= len(content):
        length = int.from_bytes(content[start : start + 4], "big")
        kind = content[start + 4 : start + 8]
        if kind == b"moov":
            return True
        if length == 1:
            length = int.from_bytes(content[start + 8 : start + 16], "big")
        # A shorter one is none, and 0 is the last one.
        if length < 8:
            return False
        start += length
    return False


def find_photo(content):
    """Return what kind of photo a content is.

    It is decoded: what nobody could look at is none.

    :param bytes content: of a file
    :return: None if it is none
    :rtype: RequestFile or None
    :raise TooManyPixelsError: if it is too large to be shown
    """
    pixels = 0
    try:
        with Image.open(io.BytesIO(content), formats=PHOTO_DECODERS) as image:
            format_ = image.format
            pixels = image.width * image.height
            if pixels <= MOST_PIXELS:
                image.load()
    except Image.DecompressionBombError as error:
        raise TooManyPixelsError from error
    # Whatever a content makes of a decoder: it is no photo.
    except Exception:
        return None
    if pixels > MOST_PIXELS:
        raise TooManyPixelsError
    return RequestFile(content, *PHOTOS[format_]) if format_ in PHOTOS else None


def read_file(env, storage, seen=0):
    """Return a file of a form, or say why it is not taken.

    :param env: environment of the customer
    :param storage: werkzeug's ``FileStorage``
    :param int seen: how many were taken before
    :return: the file, if it is taken; the reason, if not
    :rtype: tuple[RequestFile | None, str]
    """
    # The client's name of it, told back to them only: without what turns the sentence
    # around that it stands in.
    name = "".join(x for x in storage.filename or "" if x.isprintable())[:80]
    if seen >= MOST_FILES:
        return None, env._(
            "No more than %(most)s photos and videos, please.", most=MOST_FILES
        )
    content = storage.stream.read(MOST_VIDEO_BYTES + 1)
    try:
        file = find_kind(content)
    except TooManyPixelsError:
        return None, env._(
            "%(file)s has too many pixels: no more than %(most)s million, please.",
            file=name,
            most=MOST_PIXELS // 1_000_000,
        )
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
        elif reason not in errors:
            errors.append(reason)
    return files, errors
