# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.template_inheritance import remove_element


class HelpdeskAfterSalesReading(models.AbstractModel):
    """What plain agents are offered in the views of records they merely read.

    Views are made for who works in the app: their buttons, gear actions and uploads end
    in an access error for whoever reads the record because of a ticket. Plain agents
    are offered none of them, in no view; what they may do stands in the slim form. Who
    is plain says ``helpdesk.after.sales.scope``, which inherits this.
    """

    _name = "helpdesk.after.sales.reading"
    _description = "Views of records that Helpdesk agents merely read"

    # External id of the form for plain agents, where there is one: most standard forms
    # do not load with their rights.
    _after_sales_slim_view = None

    @api.model
    def _after_sales_is_for_reading(self, view_id, view_type):
        """Whether the user may do no more than read what a view shows.

        :param view_id: id of the view that is asked for, none for the default one
        :param str view_type: 'form', 'list', ...
        :rtype: bool
        """
        return view_type != "search" and self._after_sales_is_plain()

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        for view_id, view_type in views:
            if self._after_sales_is_for_reading(view_id, view_type):
                # Reports stay: to print is to read.
                result["views"][view_type].get("toolbar", {}).pop("action", None)
                # The client's own gear offers to archive what this field allows.
                active = result["models"][self._name]["fields"].get("active")
                if active:
                    active["readonly"] = True
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
    def _after_sales_forbid_changes(self, arch):
        """Switch off what changes records without any button, in place.

        :param arch: the view's root
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
        """Remove all that can be pressed, in place.

        :param arch: the view's root
        """
        for node in arch.xpath("//*[self::button or self::a][@type and @type!='open']"):
            remove_element(node)
