# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from .notice_step import NoticeRule

# What is a manager's to choose. All else of a setting says what it is about.
CHOSEN = {"is_on", "template_id"}


class HelpdeskAfterSalesNoticeSetting(models.Model):
    """Whether a team's customers get a mail at a step of a service's documents."""

    _name = "helpdesk.after.sales.notice.setting"
    _description = "Mail to the customer at a step of an after-sales service"
    _order = "team_id, sequence, id"
    _rec_name = "step"

    team_id = fields.Many2one(
        comodel_name="helpdesk.ticket.team",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(readonly=True, export_string_translation=False)
    step = fields.Selection(selection="_selection_step", required=True, readonly=True)
    service = fields.Char(compute="_compute_service", compute_sudo=True)
    # Stored: the team's form lists those of services that are switched on.
    is_offered = fields.Boolean(
        compute="_compute_is_offered", store=True, export_string_translation=False
    )
    is_on = fields.Boolean(
        string="Send a Mail",
        help="The customer gets a mail when a document that was made after this was "
        "switched on comes to this step.",
    )
    default_label = fields.Char(
        string="Default",
        compute="_compute_default_label",
        help="Whether it is switched on for a new team.",
    )
    since = fields.Datetime(
        readonly=True,
        help="When it was switched on: nothing is sent of what was made before.",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Mail",
        ondelete="set null",
        domain="[('model', '=', document_model)]",
        help="What the customer gets, and which reports are attached.",
    )
    document_model = fields.Char(
        compute="_compute_document_model", export_string_translation=False
    )

    _once = models.UniqueIndex("(team_id, step)")

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    @api.model
    def _get_steps(self):
        """Return all steps of all services, with the model of their documents.

        :return: tuples of a model's name and a ``NoticeStep``, by step
        :rtype: dict
        """
        tickets = self.env["helpdesk.ticket"]
        documents = {
            tickets._fields[service.documents].comodel_name: None
            for service in tickets._after_sales_services().values()
        }
        return {
            key: (model, step)
            for model in documents
            for key, step in self.env[model]._after_sales_get_notice_steps().items()
        }

    @api.model
    def _selection_step(self):
        return [(key, step.label) for key, (__, step) in self._get_steps().items()]

    @api.depends("step")
    @api.depends_context("lang")
    def _compute_service(self):
        steps = self._get_steps()
        teams = self.env["helpdesk.ticket.team"]._fields
        for setting in self:
            # The addon whose step it was may be uninstalled.
            __, step = steps.get(setting.step, (None, None))
            setting.service = (
                step
                and teams[step.service].get_description(self.env, ["string"])["string"]
            )

    @api.depends(
        lambda self: (
            "step",
            *(
                f"team_id.{x}"
                for x in self.env["helpdesk.ticket"]._after_sales_services()
            ),
        )
    )
    def _compute_is_offered(self):
        steps = self._get_steps()
        for setting in self:
            __, step = steps.get(setting.step, (None, None))
            setting.is_offered = bool(step and setting.team_id[step.service])

    @api.depends("step")
    @api.depends_context("lang")
    def _compute_default_label(self):
        steps = self._get_steps()
        for setting in self:
            __, step = steps.get(setting.step, (None, None))
            is_on = step and step.default
            setting.default_label = self.env._("On") if is_on else self.env._("Off")

    @api.depends("step")
    def _compute_document_model(self):
        steps = self._get_steps()
        for setting in self:
            setting.document_model = steps.get(setting.step, (None, None))[0]

    @api.constrains("template_id")
    def _check_template(self):
        for setting in self:
            # sudo: the template of a colleague's own is closed to others.
            template = setting.template_id.sudo()
            if template and template.model != setting.document_model:
                raise ValidationError(
                    self.env._(
                        "The mail %(template)s is not made for this kind of document. "
                        "Choose another one.",
                        template=template.name,
                    )
                )

    # ------------------------------------------------------------------
    # Made with the team, then only switched
    # ------------------------------------------------------------------

    @api.model
    def _add_missing(self, teams, use_default=False):
        """Give teams the settings that they do not have yet.

        :param teams: recordset of ``helpdesk.ticket.team``
        :param bool use_default: whether what is on for new teams is switched on;
            teams that worked without are not changed by an installation
        """
        # sudo: nobody has the right to make or delete settings, they come with the
        # team; whoever made the team was allowed to.
        settings = self.sudo()
        known = {
            (setting.team_id.id, setting.step)
            for setting in settings.search([("team_id", "in", teams.ids)])
        }
        settings.create(
            [
                {
                    "team_id": team.id,
                    "step": key,
                    "sequence": sequence,
                    "is_on": use_default and step.default,
                    "template_id": settings._get_template_id(step),
                }
                for sequence, (key, (__, step)) in enumerate(self._get_steps().items())
                for team in teams
                if (team.id, key) not in known
            ]
        )

    @api.model
    def _add_missing_to_all(self):
        """Give all teams what they miss, switched off: at each installation."""
        teams = self.env["helpdesk.ticket.team"]
        self._add_missing(teams.search([("active", "in", (True, False))]))

    @api.model
    def _get_template_id(self, step):
        return self.env["ir.model.data"]._xmlid_to_res_id(step.template)

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(
            [
                {**vals, "since": vals.get("is_on") and self._get_now()}
                for vals in vals_list
            ]
        )
        self.env.registry.clear_cache()
        return settings

    def write(self, vals):
        # The standard's own refusal comes first.
        self.check_access("write")
        if not self.env.su and vals.keys() - CHOSEN:
            raise UserError(
                self.env._(
                    "Only whether a mail is sent, and which, can be chosen: the rest "
                    "of the setting stays as it is."
                )
            )
        if "is_on" in vals and "since" not in vals:
            # What is on keeps its time: saved again, it would forget its documents.
            changed = self.filtered(lambda x: x.is_on != bool(vals["is_on"]))
            since = vals["is_on"] and self._get_now()
            super(HelpdeskAfterSalesNoticeSetting, changed).write(
                {**vals, "since": since}
            )
            super(HelpdeskAfterSalesNoticeSetting, self - changed).write(vals)
        else:
            super().write(vals)
        self.env.registry.clear_cache()
        return True

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.model
    def _get_now(self):
        # The clock by which documents are made: one made just before, in the same
        # transaction, counts.
        return self.env.cr.now().replace(microsecond=0)

    # ------------------------------------------------------------------
    # What is on
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("team_id")
    def _get_rules(self, team_id):
        """Return what is switched on for a team.

        Kept in the cache: whoever works for a team without any mails pays nothing.

        :param int team_id: id of the team; none for tickets without
        :return: ``NoticeRule`` by step
        :rtype: dict
        """
        if not team_id:
            return {}
        # sudo: of the settings, only what is to be done is asked, for whoever ends a
        # document; they need not have access to the team.
        settings = self.sudo().search([("team_id", "=", team_id), ("is_on", "=", True)])
        return {
            setting.step: NoticeRule(setting.since, setting.template_id.id or None)
            for setting in settings
        }
