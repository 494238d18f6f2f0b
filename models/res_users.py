# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache
from odoo.tools.safe_eval import safe_eval


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if any(vals.get("helpdesk_team_ids") for vals in vals_list):
            self.env["helpdesk.ticket.team"]._clear_ticket_rule_cache()
        return users

    def write(self, vals):
        res = super().write(vals)
        if "helpdesk_team_ids" in vals:
            self.env["helpdesk.ticket.team"]._clear_ticket_rule_cache()
        return res

    @api.model
    def _after_sales_agent_group(self):
        return self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")

    def _after_sales_is_agent(self):
        """Whether the user works with tickets.

        :rtype: bool
        """
        return self.has_group("helpdesk_mgmt.group_helpdesk_user_own")

    @ormcache("self.id", "model_name")
    def _after_sales_has_app_read(self, model_name):
        """Whether a group other than the agents' lets the user read the model.

        Cached like the rules and rights it reads, and dropped with them.

        :param str model_name: technical name of a model
        :rtype: bool
        """
        self.ensure_one()
        groups = self.all_group_ids - self._after_sales_agent_group()
        # sudo: access rights are readable by administrators only.
        return bool(
            self.env["ir.model.access"]
            .sudo()
            .search_count(
                [
                    ("model_id.model", "=", model_name),
                    ("perm_read", "=", True),
                    ("group_id", "in", [False, *groups.ids]),
                ],
                limit=1,
            )
        )

    @ormcache("self.id", "model_name")
    def _after_sales_has_app_rule(self, model_name):
        """Whether another group rule already narrows what the user reads.

        :param str model_name: technical name of a model
        :rtype: bool
        """
        self.ensure_one()
        return bool(self._after_sales_get_app_rules(model_name))

    def _after_sales_get_app_rules(self, model_name):
        """Return the read rules of groups that narrow the model for the user, but ours.

        :param str model_name: technical name of a model
        :rtype: recordset of ``ir.rule``, in superuser mode
        """
        rules = self.env["ir.rule"].with_user(self)._get_rules(model_name)
        # sudo: record rules are readable by administrators only.
        return rules.sudo().filtered(
            lambda rule: rule.groups
            and "_after_sales_domain" not in (rule.domain_force or "")
        )

    @ormcache("self.id", "model_name")
    def _after_sales_reads_all(self, model_name):
        """Whether another group than the agents' opens the whole model to the user.

        Records of other companies aside.

        :param str model_name: technical name of a model
        :rtype: bool
        """
        self.ensure_one()
        if not self._after_sales_has_app_read(model_name):
            return False
        eval_context = self.env["ir.rule"].with_user(self)._eval_context()
        domains = [
            Domain(safe_eval(rule.domain_force or "[]", eval_context))
            for rule in self._after_sales_get_app_rules(model_name)
        ]
        return not domains or any(domain.is_true() for domain in domains)

    def _after_sales_domain(self, model_name):
        """Domain of the read rules on the agents' group, for one model.

        Group rules are OR-ed, but only among the groups that have one: a rule on
        the agents' group would take away records from a stock user, say, whose
        own group reads all transfers without any rule. So whoever reads the model
        through another group that has no rule keeps everything; for all others
        this adds the records that belong to a ticket they may read.

        The result is kept in the cache of rules: it closes over no environment.

        :param str model_name: a model that inherits ``helpdesk.after.sales.scope``
        :rtype: Domain
        """
        if self._after_sales_has_app_read(
            model_name
        ) and not self._after_sales_has_app_rule(model_name):
            return Domain.TRUE
        if self.env.context.get("after_sales_own_rights"):
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s)", model._after_sales_scope(alias)
            )
        )
