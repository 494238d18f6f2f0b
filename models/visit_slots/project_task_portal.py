# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ProjectTask(models.Model):
    """What customers can do about their visit, on the page of its ticket."""

    _inherit = "project.task"

    def _after_sales_get_portal_actions(self, link):
        actions = super()._after_sales_get_portal_actions(link)
        self.ensure_one()
        # With a login only: the link of the ticket is none of its visits.
        if link.is_customer and link.may_read(self):
            actions += self._slots_get_actions(self.access_url)
        if self._slots_has_file():
            actions.append(
                {
                    "name": self.env._("Add to my calendar"),
                    "url": link.get_url(f"/visit/{self.id}.ics"),
                    "icon": "fa-calendar",
                    "is_primary": False,
                }
            )
        return actions

    def _slots_get_actions(self, path, query=""):
        """Return what the customer may do about when the visit is.

        To be called in superuser mode.

        :param str path: of the page of the visit
        :param str query: what follows it, with the token of who brought one
        :return: links, as ``_after_sales_get_portal_actions`` has them
        :rtype: list[dict]
        """
        actions = []
        if self._slots_may_choose():
            actions.append(
                {
                    "name": self.env._("Move the visit")
                    if self.visit_start
                    else self.env._("Choose a time"),
                    "url": f"{path}/slots{query}",
                    "icon": "fa-clock-o",
                    "is_primary": not self.visit_start,
                }
            )
        if wishes := self._slots_get_wishes():
            actions.append(
                {
                    "name": self.env._("Cancel or change")
                    if "move" in wishes
                    else self.env._("Cancel the visit"),
                    "url": f"{path}/ask{query}",
                    "icon": "fa-comment-o",
                    "is_primary": False,
                }
            )
        return actions
