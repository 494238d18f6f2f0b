"""hatchling's hook: what the wheel says of itself, from the addon's manifest.

As OCA's wheels do, by the library that makes those: names and versions of what the
addon needs, and a version that counts the commits since the manifest's last changed.
"""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface
from manifestoo_core.metadata import metadata_from_addon_dir


class ManifestMetadata(MetadataHookInterface):
    """Fills in the fields of ``project`` that pyproject.toml calls dynamic."""

    def update(self, metadata):
        """Set them.

        :param dict metadata: the table ``project``, which is changed
        """
        addon = Path(self.root)
        # A source distribution has its version written down: there is no git in it.
        known = addon / "PKG-INFO"
        said = metadata_from_addon_dir(addon, precomputed_metadata_file=known)
        metadata["version"] = said["Version"]
        metadata["description"] = said["Summary"]
        metadata["license"] = {"text": said["License"]}
        metadata["authors"] = [{"name": said["Author"]}]
        metadata["classifiers"] = said.get_all("Classifier")
        metadata["dependencies"] = said.get_all("Requires-Dist")
