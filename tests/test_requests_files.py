# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import struct
import zlib

from PIL import Image, MpoImagePlugin

from odoo.tests import tagged

from .common_requests import RequestHttp, make_photo, make_video

# 8 × 8, red. Odoo has no decoder of it loaded, nor an encoder.
WEBP = (
    b"RIFF\x1c\0\0\0WEBPVP8L\x0f\0\0\0/\x07\xc0\x01\0"
    b'\x07\x10\xfd\x8f\xfe\x07"\xa2\xff\x01\0'
)


@tagged("post_install", "-at_install")
class TestRequestsFiles(RequestHttp):
    """What is sent as a photo or a video, and is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare_video = b"\0\0\0\x18ftypmp42" + b"\0" * 100

    def _send_files(self, *files):
        """Fill in the form with files, and return what the page says."""
        self._login(self.buyer)
        page = self._fill_in(files=[("files", file) for file in files])
        self.assertEqual(page.status_code, 200)
        return self._read(page)

    def _get_images(self, *names):
        files = self._last()._get_files()
        self.assertEqual(files.mapped("name"), list(names))
        return files

    def test_photo_of_two_pictures(self):
        # Many a telephone adds a second picture to its photos.
        content = io.BytesIO()
        image = Image.new("RGB", (8, 8), "red")
        kind = MpoImagePlugin.MpoImageFile.format
        image.save(content, kind, save_all=True, append_images=[image])
        self._send_files(("a.jpg", content.getvalue(), "image/jpeg"))
        [photo] = self._get_images("Photo 1.jpg")
        self.assertEqual(photo.mimetype, "image/jpeg")

    def test_all_kinds_of_photos(self):
        kinds = ("JPEG", "PNG", "GIF")
        photos = [(x, make_photo(x), "image/png") for x in kinds]
        photos.insert(2, ("WEBP", WEBP, "image/png"))
        self._send_files(*photos)
        self._get_images("Photo 1.jpg", "Photo 2.png", "Photo 3.webp", "Photo 4.gif")

    def test_broken_photos(self):
        photo = make_photo()
        for name, broken in (
            ("head.jpg", make_photo("JPEG")[:30]),
            ("other.png", photo[:40] + photo[40:].swapcase()),
            ("empty.png", b""),
            ("half.webp", WEBP[:-4]),
            ("head.webp", b"RIFF\4\0\0\0WEBP"),
            ("other.webp", WEBP.replace(b"VP8L", b"VP8Z")),
        ):
            with self.subTest(name):
                words = self._send_files((name, broken, "image/jpeg"))
                self.assertIn(f"{name} is neither a photo", words)
        self.assertFalse(self._last())

    def test_photo_that_breaks_off(self):
        # As far as it goes there is something to see.
        content = io.BytesIO()
        Image.effect_noise((3000, 2000), 90).save(content, "JPEG")
        half = content.getvalue()[: len(content.getvalue()) // 2]
        self._send_files(("half.jpg", half, "image/jpeg"))
        self._get_images("Photo 1.jpg")

    def test_photo_of_too_many_pixels(self):
        # 12,000 × 12,000 in some kilobytes: to show it takes half a gigabyte.
        def chunk(kind, content):
            crc = struct.pack(">I", zlib.crc32(kind + content))
            return struct.pack(">I", len(content)) + kind + content + crc

        rows = zlib.compress(bytes(1501) * 12000, 9)
        header = struct.pack(">IIBBBBB", 12000, 12000, 1, 0, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        bomb += chunk(b"IDAT", rows) + chunk(b"IEND", b"")
        webp = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 14
        for name, content in (("bomb.png", bomb), ("bomb.webp", webp)):
            words = self._send_files((name, content, "image/png"))
            self.assertIn(f"{name} has too many pixels", words)
        self.assertFalse(self._last())

    def test_video_that_is_none(self):
        for content in (
            self.bare_video,
            b"\0\0\0\x18ftyp<script>x()</script>",
            b"\x1a\x45\xdf\xa3<script>x()</script>",
            # Boxes of no length, and one that is said to be endless.
            b"\0\0\0\x18ftypmp42" + b"\0" * 8 + b"\0\0\0\0free",
            b"\0\0\0\x18ftypmp42" + b"\0" * 8 + b"\0\0\0\1free" + b"\xff" * 8,
            make_video()[:20],
            b"\0\0\0\x18ftypM4A " + make_video()[12:],
        ):
            with self.subTest(content[:30]):
                words = self._send_files(("a.mp4", content, "video/mp4"))
                self.assertIn("a.mp4 is neither a photo", words)
        self.assertFalse(self._last())

    def test_videos(self):
        self._send_files(
            ("a", make_video(), "text/html"),
            ("b", make_video(b"qt  "), "text/html"),
            ("c", make_video(b"webm"), "text/html"),
        )
        files = self._get_images("Video 1.mp4", "Video 2.mov", "Video 3.webm")
        self.assertEqual(
            files.mapped("mimetype"), ["video/mp4", "video/quicktime", "video/webm"]
        )

    def test_photo_that_is_a_page_as_well(self):
        content = make_photo("GIF") + b"<html><script>alert(1)</script></html>"
        self._send_files(("a.html", content, "text/html"))
        [photo] = self._get_images("Photo 1.gif")
        self._last()._send()
        self._login(self.agent_all)
        page = self._get(f"/web/content/{photo.id}")
        self.assertEqual(page.headers["Content-Type"], "image/gif")
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")

    def test_many_files_are_told_once(self):
        files = [(f"{x}.png", make_photo(), "image/png") for x in range(60)]
        words = self._send_files(*files)
        self.assertEqual(words.count("No more than 6 photos"), 1)
        self.assertFalse(self._last())

    def test_names_of_files(self):
        for name in (
            "../../etc/passwd",
            "a\u202egnp.exe",
            "<img src=x onerror=alert(1)>.png",
            "x" * 5000,
        ):
            with self.subTest(name[:20]):
                self._login(self.buyer)
                page = self._fill_in(files=[("files", (name, b"no", "image/png"))])
                self.assertEqual(page.status_code, 200)
                self.assertIn("neither a photo", self._read(page))
                self.assertNotIn("<img src=x", page.text)
                self.assertNotIn("\u202e", page.text)
                self.assertNotIn("x" * 100, page.text)
        self.assertFalse(self._last())

    def test_too_much_for_an_hour(self):
        request = self._ask(quantity=1)
        request.file_bytes = 200 * 1024 * 1024
        words = self._send_files(("a.png", make_photo(), "image/png"))
        self.assertIn("more than we can take in an hour", words)
        self.assertEqual(self._last(), request)

    def test_files_of_nobody_are_dropped(self):
        # Whoever deletes the ticket knows nothing of a draft that was to go to it.
        self._send_files(("a.png", make_photo(), "image/png"))
        draft = self._last()
        draft.ticket_id = ticket = self._new_ticket()
        photo = draft._get_files()
        ticket.unlink()
        self.assertFalse(draft.exists())
        self.requests._gc_drafts()
        self.assertTrue(photo.exists())
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - interval '25 hours'"
            " WHERE id = %s",
            photo.ids,
        )
        self.requests._gc_drafts()
        self.assertFalse(photo.exists())
