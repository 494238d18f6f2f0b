# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.template_inheritance import remove_element


def filter_gear(view, is_offered):
    """Leave those actions in a view's gear and Print menus that can be used.

    :param dict view: one of the views that ``get_views`` returns, changed in place
    :param is_offered: function of an action's id
    """
    view["toolbar"] = {
        menu: [action for action in actions if is_offered(action["id"])]
        for menu, actions in view.get("toolbar", {}).items()
    }


def forbid_archiving(views, model_name):
    """Let the client's own gear menu not offer to archive, which follows this field.

    :param dict views: what ``get_views`` returns, changed in place
    :param str model_name: the model of the views
    """
    active = views["models"][model_name]["fields"].get("active")
    if active:
        active["readonly"] = True


class HelpdeskAfterSalesReading(models.AbstractModel):
    """What agents are offered in the views of records they merely read.

    Views are made for who works in the app: their buttons, gear actions and uploads end
    in an access error for whoever reads the record because of a ticket. Agents are
    offered none of them then, in no view; what they may do stands in the slim form.
    """

    _name = "helpdesk.after.sales.reading"
    _description = "Views of records that Helpdesk agents merely read"

    # Who works in the app, as groups with commas between: accountants read transfers,
    # say, but their forms do not load for them. By default whoever reads the model
    # through any other group.
    _after_sales_app_groups = None
    # External id of the form for all other agents, where there is one: most standard
    # forms do not load with their rights.
    _after_sales_slim_view = None
    # External ids of the reports that these may print. Whatever else is in the Print
    # menu may ask for records that they do not read.
    _after_sales_reports = ()

    @api.model
    def _after_sales_is_for_reading(self, view_id, view_type):
        """Whether the user may do no more than read what a view shows.

        :param view_id: id of the view that is asked for, none for the default one
        :param str view_type: 'form', 'list', ...
        :rtype: bool
        """
        if view_type == "search" or not self._after_sales_app_groups:
            return view_type != "search" and self._after_sales_is_plain()
        user = self.env.user
        return (
            not self.env.su
            and user._after_sales_is_agent()
            and not user.has_groups(self._after_sales_app_groups)
        )

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        for view_id, view_type in views:
            if self._after_sales_is_for_reading(view_id, view_type):
                printable = self._after_sales_get_printable().ids
                filter_gear(result["views"][view_type], printable.__contains__)
                forbid_archiving(result, self._name)
        return result

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self._after_sales_is_for_reading(view_id, view_type),)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # Here and not in the buttons that open documents, because links in the chatter
        # and the breadcrumbs open the default views.
        if not self._after_sales_is_for_reading(view_id, view_type):
            return super()._get_view(view_id, view_type, **options)
        slim = self._after_sales_slim_view if view_type == "form" else None
        if slim:
            view_id = self.env.ref(slim).id
        arch, view = super()._get_view(view_id, view_type, **options)
        self._after_sales_forbid_changes(arch)
        if not slim:
            self._after_sales_remove_buttons(arch)
        return arch, view

    @api.model
    def _after_sales_get_printable(self):
        """Return the reports that agents may print who do not work in the app.

        :rtype: recordset of ``ir.actions.report``
        """
        reports = self.env["ir.actions.report"]
        for xmlid in self._after_sales_reports:
            # Whoever administrates the database may have deleted it.
            reports |= self.env.ref(xmlid, raise_if_not_found=False) or reports
        return reports

    @api.model
    def _after_sales_forbid_changes(self, arch):
        """Switch off what changes records without any button.

        :param arch: the view's root, changed in place
        """
        rights = ["create", "edit", "delete", "duplicate", "import"]
        if arch.tag == "kanban":
            rights += ["quick_create", "records_draggable", "archivable"]
            rights += ["group_create", "group_edit", "group_delete", "groups_draggable"]
        for right in rights:
            arch.set(right, "0")
        if arch.tag in ("list", "kanban"):
            # Those of the apps upload files, or make what they show.
            arch.attrib.pop("js_class", None)
            # A star or a state is written by a click, without opening the record.
            for field in arch.iter("field"):
                field.set("readonly", "1")

    @api.model
    def _after_sales_remove_buttons(self, arch):
        """Remove all that can be pressed.

        :param arch: the view's root, changed in place
        """
        for node in arch.xpath("//*[self::button or self::a][@type and @type!='open']"):
            remove_element(node)
