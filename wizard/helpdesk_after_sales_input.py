# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import Command, api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import NO_ACCESS

from ..models.asked_once import (
    filter_readable,
    find_readable,
    note_readable,
    remember,
)
from ..models.entered_values import is_id, is_usable

ADDON = "helpdesk_mgmt_after_sales"
# How the web client names a line that is not saved yet.
VIRTUAL_ID = re.compile(r"virtual_\d{1,9}")


class HelpdeskAfterSalesInput(models.AbstractModel):
    """What a client writes to a popup or to one of its lines.

    Standard Odoo takes any id for a relational field, in many disguises (PostgreSQL
    casts text, a dict becomes a record with that id), and shows the name of what it
    stands for to whoever reads the field. So of a client only ids of records that its
    user may read are taken, as plain numbers or in the ORM's own commands, and names
    are shown as the user reads them. Fields that only the server writes have
    ``groups=NO_ACCESS``; related fields are ``related_sudo=False``.

    Over 300 lines: one wall, whose gaps are found by reading it in one piece.
    """

    _name = "helpdesk.after.sales.input"
    _description = "Input of an after-sales popup"
    _inherit = "helpdesk.after.sales.lock"

    # On a standard wizard: whoever is no agent works with it as ever.
    _after_sales_agents_only = False

    # ------------------------------------------------------------------
    # What comes in
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # What lines name was asked for with their popup.
        with remember(self.env):
            self._after_sales_check_input(vals_list)
            self._after_sales_check_required(vals_list)
            return note_readable(super().create(vals_list))

    def write(self, vals):
        with remember(self.env):
            self._after_sales_check_input([vals])
            self._after_sales_check_required([vals])
            return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        with remember(self.env):
            self._after_sales_check_input([values], onchange=True)
            return super().onchange(values, field_names, fields_spec)

    def web_save(self, vals, specification, next_id=None):
        with remember(self.env):
            return super().web_save(vals, specification, next_id)

    def web_read(self, specification):
        with remember(self.env):
            return super().web_read(specification)

    @api.model
    def default_get(self, fields):
        # Defaults come from the client's context, and from those that users set for
        # themselves, which the ORM writes to closed fields, too.
        checked = self._after_sales_get_checked_fields()
        closed = {name for name, field in checked.items() if field.groups == NO_ACCESS}
        context = self.env.context
        given = {
            name: context[f"default_{name}"]
            for name in self._after_sales_get_entered_fields()
            if context.get(f"default_{name}") is not None
        }
        fields = [name for name in fields if name not in closed]
        with remember(self.env):
            self._after_sales_check_input([given])
            defaults = super().default_get(fields)
            # What the context gave was checked before the ORM took it.
            others = {x: value for x, value in defaults.items() if x not in given}
            self._after_sales_check_input([others])
        return defaults

    @api.model
    def _after_sales_get_checked_fields(self):
        """Return the relational fields that are checked for the current user.

        :return: fields by name
        :rtype: dict
        """
        entered = self._after_sales_get_entered_fields()
        return {name: field for name, field in entered.items() if field.relational}

    @api.model
    def _after_sales_get_entered_fields(self):
        """Return the fields that are checked for the current user.

        :return: fields by name; of a standard wizard only those that this addon adds,
            unless the user is an agent
        :rtype: dict
        """
        if self.env.su:
            return {}
        ours_only = (
            self._after_sales_agents_only and not self.env.user._after_sales_is_agent()
        )
        return {
            name: field
            for name, field in self._fields.items()
            if not (ours_only and field._modules[:1] != (ADDON,))
        }

    @api.model
    def _after_sales_check_input(self, vals_list, onchange=False):
        """Check that the user may read each record that was entered.

        :param list vals_list: dicts of values, as for ``create``
        :param bool onchange: whether they come as for ``onchange``, where the web
            client sends the popup of a line as its values, and lines not saved yet
            under an id of its own
        :raise ValidationError: if a value is no id and no command of the ORM
        :raise AccessError: if there is no such record for the user; naming the field
        """
        entered = {}
        for vals in vals_list:
            for field, record_id in self._after_sales_get_ids(vals, onchange):
                ids = entered.setdefault(field.comodel_name, {})
                ids.setdefault(record_id, field)
        for model_name, fields in entered.items():
            records = self.env[model_name].browse(fields)
            closed = records - find_readable(records)
            if closed:
                raise self._after_sales_get_closed_error(fields[closed[0].id])

    @api.model
    def _after_sales_get_ids(self, vals, onchange):
        """Collect the ids in values that a client wrote, those of lines included.

        :param dict vals: values
        :param bool onchange: see :meth:`_after_sales_check_input`
        :return: pairs of a relational field and an id
        :rtype: list[tuple]
        :raise ValidationError: if a value is no id and no command of the ORM
        """
        if not isinstance(vals, dict):
            raise self._after_sales_get_malformed_error()
        self._after_sales_check_values(vals)
        pairs = []
        for name, field in self._after_sales_get_checked_fields().items():
            value = vals.get(name, False)
            if value is False:
                continue
            if field.groups == NO_ACCESS:
                raise self._after_sales_get_closed_error(field)
            lines = self.env[field.comodel_name]
            if not isinstance(lines, self.env.registry["helpdesk.after.sales.input"]):
                # Of another model: chosen by a popup, never made or changed.
                lines = None
            if field.type != "many2one":
                for command in self._after_sales_get_list(field, value):
                    pairs += self._after_sales_get_command_ids(
                        field, command, lines, onchange
                    )
            elif onchange and lines is not None and isinstance(value, dict):
                # The popup of a line.
                parent = dict(value)
                if parent_id := parent.pop("id", False):
                    pairs.append(self._after_sales_get_pair(field, parent_id))
                pairs += lines._after_sales_get_ids(parent, onchange)
            else:
                pairs.append(self._after_sales_get_pair(field, value))
        return pairs

    @api.model
    def _after_sales_get_command_ids(self, field, command, lines, onchange):
        """Collect the ids in a command of an x2many field.

        :param field: the field
        :param list command: what the client wrote
        :param lines: the model of the popup's lines if the field holds them, or None
        :param bool onchange: see :meth:`_after_sales_check_input`
        """
        command = self._after_sales_get_list(field, command)
        operation, record_id, value = [*command, None, None, None][:3]
        is_virtual = isinstance(record_id, str) and VIRTUAL_ID.fullmatch(record_id)
        pairs = []
        if type(operation) not in (int, Command):
            raise self._after_sales_get_malformed_error(field)
        if operation == Command.SET:
            ids = self._after_sales_get_list(field, value)
        elif operation == Command.CLEAR:
            ids = []
        elif operation == Command.CREATE and lines is not None:
            if record_id and not is_virtual:
                raise self._after_sales_get_malformed_error(field)
            ids = []
            pairs += lines._after_sales_get_ids(value, onchange)
        elif operation in (Command.LINK, Command.UNLINK) or (
            operation in (Command.UPDATE, Command.DELETE) and lines is not None
        ):
            ids = [] if onchange and is_virtual else [record_id]
            if operation == Command.UPDATE:
                pairs += lines._after_sales_get_ids(value, onchange)
        else:
            raise self._after_sales_get_malformed_error(field)
        return pairs + [self._after_sales_get_pair(field, id_) for id_ in ids]

    @api.model
    def _after_sales_get_list(self, field, value):
        if not isinstance(value, list | tuple):
            raise self._after_sales_get_malformed_error(field)
        return value

    @api.model
    def _after_sales_get_pair(self, field, record_id):
        if not is_id(record_id):
            raise self._after_sales_get_malformed_error(field)
        return field, record_id

    @api.model
    def _after_sales_get_malformed_error(self, field=None):
        if field is None:
            return ValidationError(
                self.env._("What was entered cannot be read. Open the window again.")
            )
        return ValidationError(
            self.env._(
                "What was entered in %(field)s names no record. Choose one of the "
                "list.",
                field=field.get_description(self.env, ["string"])["string"],
            )
        )

    @api.model
    def _after_sales_get_closed_error(self, field):
        return AccessError(
            self.env._(
                "You may not use what was entered in %(field)s. Choose one of the "
                "list.",
                field=field.get_description(self.env, ["string"])["string"],
            )
        )

    # ------------------------------------------------------------------
    # Values that name no record
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_check_values(self, vals):
        """Check that numbers, dates and texts are such, and none that overflows.

        :param dict vals: values that a client wrote
        :raise ValidationError: naming the first field that is none
        """
        for name, field in self._after_sales_get_entered_fields().items():
            if not field.relational and not is_usable(self.env, field, vals.get(name)):
                raise ValidationError(
                    self.env._(
                        "What was entered in %(field)s cannot be used. Correct it.",
                        field=field.get_description(self.env, ["string"])["string"],
                    )
                )

    @api.model
    def _after_sales_check_required(self, vals_list):
        """Check that nothing that is needed was emptied.

        :param list vals_list: dicts of values, as for ``create``
        :raise ValidationError: naming the first field that is empty
        """
        for name, field in self._after_sales_get_entered_fields().items():
            if not field.required or field.type in ("boolean", "float", "integer"):
                continue
            if any(name in vals and not vals[name] for vals in vals_list):
                raise ValidationError(
                    self.env._(
                        "%(field)s is empty. Fill it in.",
                        field=field.get_description(self.env, ["string"])["string"],
                    )
                )

    # ------------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------------

    def _after_sales_check_creator(self):
        """Check that the user acts in a window of their own: to be asked by its button.

        :raise AccessError: if somebody else opened it
        """
        self.ensure_one()
        if self.create_uid != self.env.user:
            # Who could open none, a customer for one, gets to know nobody's name.
            self.browse().check_access("create")
            raise AccessError(
                self.env._(
                    "This window was opened by %(user)s. Open your own.",
                    user=self.create_uid.name,
                )
            )

    # ------------------------------------------------------------------
    # What goes out
    # ------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        # Whatever reads records ends here (read, web_read, onchange). Standard Odoo
        # adds the names of many2one fields in superuser mode; here what the user may
        # not read is left empty.
        values_list = super()._read_format(fnames, load)
        checked = self._after_sales_get_checked_fields()
        by_id = {popup.id: popup for popup in self}
        for name in fnames:
            if name not in checked or checked[name].type != "many2one":
                continue
            records = self[name]._origin
            closed = records - filter_readable(records)
            for values in values_list if closed else ():
                if by_id[values["id"]][name]._origin in closed:
                    values[name] = False
        return values_list

    @api.model
    def _read_group(self, domain, groupby=(), *args, **kwargs):
        self._after_sales_check_groups(groupby)
        return super()._read_group(domain, groupby, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        for groupby in grouping_sets:
            self._after_sales_check_groups(groupby)
        return super()._read_grouping_sets(domain, grouping_sets, *args, **kwargs)

    @api.model
    def _after_sales_check_groups(self, groupby):
        # Groups are named in superuser mode, too, and nobody groups popups.
        checked = self._after_sales_get_checked_fields()
        if any(re.split(r"[.:]", name)[0] in checked for name in groupby):
            raise AccessError(self.env._("The windows of a ticket cannot be grouped."))
