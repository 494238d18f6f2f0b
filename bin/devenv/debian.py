"""Packages of Debian releases that this machine does not follow.

They are downloaded with package lists of our own and unpacked into our folders: the
system's apt is left alone.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import shell
from .shell import CommandFailed

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Of these the machine's own are as new.
NOT_UNPACKED = ("libc6_", "libgcc-s1_", "libstdc++6_")


def is_debian() -> bool:
    """Return whether this is Debian itself, not a system made from it."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False
    return "ID=debian" in lines


def mirrors() -> list[str]:
    """Return where Debian's packages may be had, as this machine knows it."""
    named = os.environ.get("DEBIAN_MIRROR")
    if named:
        return named.split()
    if is_debian():
        listed = shell.output(
            *("apt-get", "indextargets", "--format"),
            *("$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"),
        )
        return mirrors_of(listed)
    for template in Path("/usr/share/python-apt/templates").glob("[Dd]ebian.info"):
        found = re.search(r"^BaseURI:\s+(\S+)", template.read_text(), re.MULTILINE)
        if found:
            return [found[1]]
    return []


def mirrors_of(listed: str) -> list[str]:
    """Return the mirrors of whole releases, each once.

    :param listed: lines of release, component and address
    """
    found = []
    for line in listed.splitlines():
        release, component, address = line.split()
        if component == "main" and not re.search(r"[-/]", release):
            found.append(address)
    return list(dict.fromkeys(found))


class PrivateApt:
    """apt with its lists in a folder of ours, filled from sid and Debian 12.

    :raise CommandFailed: when no mirror has these
    """

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("lists", "archives"):
            (folder / name / "partial").mkdir(parents=True)
        (folder / "status").touch()
        trust = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        said = ""
        for mirror in mirrors():
            suites = ("sid", "bookworm")
            lines = [f"deb {trust}{mirror} {suite} main\n" for suite in suites]
            (folder / "sources.list").write_text("".join(lines))
            try:
                self.run("update")
                return
            except CommandFailed as failed:
                said += f"{failed}\n"
        raise CommandFailed(
            f"{said}No mirror of Debian is known here that has sid and bookworm: "
            "name one with DEBIAN_MIRROR."
        )

    def run(self, *arguments: str) -> str:
        """Run apt-get on our lists, in our folder."""
        options = {
            "Dir::Etc::SourceList": f"{self.folder}/sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "APT::Default-Release": "",
            "Dir::State": str(self.folder),
            "Dir::State::status": f"{self.folder}/status",
            "Dir::Cache": str(self.folder),
            "APT::Sandbox::User": "root",
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Languages": "none",
            "APT::Update::Error-Mode": "any",
            "Debug::NoLocking": "true",
        }
        said = [f"-o{name}={value}" for name, value in options.items()]
        return shell.run("apt-get", "-q", "-y", *said, *arguments, cwd=self.folder)


def unpack(package: Path, folder: Path, leave_out: str) -> None:
    """Unpack a Debian package into a folder, but for one path in it."""
    with subprocess.Popen(
        ("dpkg-deb", "--fsys-tarfile", package), stdout=subprocess.PIPE
    ) as archive:
        with subprocess.Popen(
            ("tar", "-x", "-C", folder, f"--exclude={leave_out}"),
            stdin=archive.stdout,
            stderr=subprocess.PIPE,
            text=True,
        ) as files:
            said = files.communicate()[1]
    if files.returncode or archive.returncode:
        raise CommandFailed(f"{package.name} cannot be unpacked\n{said}")


def unpack_program(folder: Path, program: str) -> None:
    """Unpack Debian 12's program and its libraries, to be used from the folder."""
    apt = PrivateApt(folder / "apt")
    choice = ("-t", "bookworm", "--no-install-recommends", "--download-only")
    apt.run(*choice, "install", program)
    for package in sorted((apt.folder / "archives").glob("*.deb")):
        if not package.name.startswith(NOT_UNPACKED):
            shell.run("dpkg", "-x", package, folder)
    shutil.rmtree(apt.folder)
    file = folder / "usr/lib" / program / program
    if not os.access(file, os.X_OK):
        file = folder / "usr/bin" / program
    libs = next(folder.glob("usr/lib/*-linux-gnu*"))
    write_program(
        folder / "start" / program,
        f"""\
#!/bin/sh
export LD_LIBRARY_PATH="{libs}:{libs}/pulseaudio:{folder}/lib/{libs.name}" \
QT_PLUGIN_PATH="{libs}/qt5/plugins"
exec "{file}" "$@"
""",
    )


def write_program(path: Path, text: str) -> None:
    """Write a script that can be started by its name."""
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o755)
