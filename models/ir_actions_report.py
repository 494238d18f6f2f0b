# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo import models

from .helpdesk_after_sales_print import direct_page


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        # EXTENDS 'base': our reports, in whatever languages their customers read.
        content, kind = super()._render_qweb_html(report_ref, docids, data=data)
        report = self._get_report(report_ref)
        if (report.xml_id or "").startswith("helpdesk_mgmt_after_sales."):
            root = lxml.html.fromstring(
                content, parser=lxml.html.HTMLParser(encoding="utf-8")
            )
            direct_page(root, self._after_sales_get_direction)
            content = lxml.html.tostring(
                root, encoding="utf-8", doctype="<!DOCTYPE html>"
            )
        return content, kind

    def _after_sales_get_direction(self, lang):
        """Return the direction of a document.

        :param lang: code of its language; by default the user's
        :rtype: str, "ltr" or "rtl"
        """
        # sudo: the direction of a language is no secret; portal users print, too.
        languages = self.env["res.lang"].sudo()
        code = lang or self.env.lang or self.env.user.lang
        return languages._get_data(code=code).direction or "ltr"
