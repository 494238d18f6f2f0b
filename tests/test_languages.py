# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_languages import (
    ADDON,
    MODULES,
    LanguageCase,
    get_texts_of_page,
    get_texts_of_view,
    load_languages,
)
from .common_persian import LONG_NAME, PersianDocuments


@tagged("post_install", "-at_install")
class TestLanguages(LanguageCase, PersianDocuments):
    """Screens, mails and papers of this addon are in the reader's language."""

    names = (
        LONG_NAME,
        "10% on your order",
        "Barista",
        "Barcode",  # that of Odoo's
        "Boiler",
        "Fair",
        "Error E-17",
        "Findings",
        "Gate 3",
        "My Company",
        "Logo",  # the word of Odoo's page for it
        "Next check",
        "Parts",
        "Pressure",
        "State",
        "Sunny Ltd.",
        "System",
        "Tight",
        "United States",
        "Valve",
        "Warehouse Road",
        "industrial park",
        "leak at valve V-12, -3.5 bar",
        "maintenance",
        "technician (project.group_project_user)",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_languages(cls.env, MODULES)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def test_views(self):
        """Also the labels and choices of the fields of others."""
        for view in self._our_records("ir.ui.view"):
            if view.type != "qweb":
                self._assert_translated(
                    view.name,
                    lambda code, view=view: get_texts_of_view(
                        view.with_context(lang=code)
                    ),
                )

    def test_records(self):
        """Reasons, stages, worksheets, menus, labels of fields, and so on."""
        for model in self.env["ir.model.data"]._read_group(
            [("module", "=", ADDON), ("model", "!=", "ir.ui.view")], ["model"]
        ):
            records = self._our_records(*model).exists()
            if records._name == "ir.model.fields":
                records = records.filtered(self._is_shown)
            if records._name == "ir.model":
                records = records.filtered(
                    lambda x: self.env[x.model]._original_module == ADDON
                )
            names = [
                name
                for name, field in records._fields.items()
                if field.store and field.translate and field.type != "binary"
            ]
            if names:
                self._assert_translated(
                    records._name,
                    lambda code, records=records, names=names: [
                        text
                        for values in records.with_context(lang=code).read(names)
                        for name in names
                        for text in get_texts_of_page(values[name])
                    ],
                )

    def _is_shown(self, field):
        """Whether a field has a label for people."""
        field = self.env[field.model]._fields[field.name]
        return field.export_string_translation

    # ------------------------------------------------------------------
    # What the customer gets
    # ------------------------------------------------------------------

    def test_mails(self):
        for template in self._our_records("mail.template"):
            record = self._make(template.model)[0]

            def show(code, template=template, record=record):
                self.customer.lang = self.contact.lang = code
                values = template._generate_template(
                    record.ids, ["subject", "body_html"]
                )[record.id]
                return [values["subject"], *get_texts_of_page(values["body_html"])]

            self._assert_translated(template.name, show, self.names)

    def test_papers(self):
        for report in self._our_records("ir.actions.report"):
            record = self._make(report.model)[0]

            def show(code, report=report, record=record):
                self.customer.lang = self.contact.lang = code
                page = report._render_qweb_html(report.report_name, record.ids)[0]
                return get_texts_of_page(page.decode())

            self._assert_translated(report.name, show, self.names)
