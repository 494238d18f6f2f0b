# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import safe_eval

AGENTS = "helpdesk_mgmt.group_helpdesk_user_own"


class HelpdeskAfterSalesScope(models.AbstractModel):
    """Read access that follows the Helpdesk ticket: all of its rules are here.

    For whom they are; ``_scope_rows`` and ``_scope_ways`` hold which rows, as SQL,
    ``_scope_plan`` how these are found, ``_scope_chatter`` what is closed of them.

    A model that plain agents (Helpdesk users without rights in its own app) may
    read in part inherits this, says in :meth:`_after_sales_scope` which of its
    rows belong to a ticket, or in :attr:`_after_sales_parents` whose child it is,
    and gets a read rule on the agents' group, marked as ``after_sales_scope``, whose
    domain is ``user._after_sales_domain('<model>')``.
    """

    _name = "helpdesk.after.sales.scope"
    _description = "Read access that follows the Helpdesk ticket"
    _inherit = "helpdesk.after.sales.reading"

    # Many2one fields to models with a scope: whoever reads the parent by its ticket
    # reads its children. Each extension of a model names its own.
    _after_sales_parents = ()

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_get_domain(self):
        """Return the domain of this model's read rule on the agents' group.

        Group rules are OR-ed, but only among the groups that have one: a rule on
        the agents' group would take away records from a stock user, say, whose
        own group reads all transfers without any rule. So whoever reads the model
        through another group that has no rule keeps everything; for all others
        this adds the records that belong to a ticket they may read.

        The result is kept in the cache of rules: it closes over no environment.

        :rtype: Domain
        """
        if self._after_sales_has_app_read() and not self._after_sales_has_app_rule():
            return Domain.TRUE
        if self.env.context.get("after_sales_own_rights"):
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: model._after_sales_in_scope(alias)
        )

    @api.model
    def _after_sales_is_plain(self):
        """Whether the user reads this model only because they are a Helpdesk agent.

        :rtype: bool
        """
        return (
            not self.env.su
            and self.env.user._after_sales_is_agent()
            and not self._after_sales_has_app_read()
        )

    def _after_sales_filter_own(self):
        """Return those of these records that the user may read without any ticket.

        :rtype: recordset
        """
        own = self.with_context(after_sales_own_rights=True)
        return own._filtered_access("read").with_env(self.env)

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_has_app_read(self):
        """Whether a group other than the agents' lets the user read this model.

        Cached like the rules and rights it reads, and dropped with them.

        :rtype: bool
        """
        groups = self.env.user.all_group_ids - self.env.ref(AGENTS)
        # sudo: access rights are readable by administrators only.
        return bool(
            self.env["ir.model.access"]
            .sudo()
            .search_count(
                [
                    ("model_id.model", "=", self._name),
                    ("perm_read", "=", True),
                    ("group_id", "in", [False, *groups.ids]),
                ],
                limit=1,
            )
        )

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_has_app_rule(self):
        """Whether a rule of another group already narrows what the user reads.

        :rtype: bool
        """
        return bool(self._after_sales_get_app_rules())

    @api.model
    def _after_sales_get_app_rules(self):
        """Return the read rules of groups that narrow the model for the user, but ours.

        Also one that somebody else gave to the agents' group: it narrows what they
        read through another group, as it would without this addon.

        :rtype: recordset of ``ir.rule``, in superuser mode
        """
        # As the user: there are none in superuser mode.
        rules = self.env["ir.rule"].with_user(self.env.user)._get_rules(self._name)
        # sudo: record rules are readable by administrators only.
        return rules.sudo().filtered(
            lambda rule: rule.groups and not rule.after_sales_scope
        )

    @api.model
    @ormcache("self.env.uid", "self._name")
    def _after_sales_reads_all(self):
        """Whether another group than the agents' opens the whole model to the user.

        Records of other companies aside.

        :rtype: bool
        """
        if not self._after_sales_has_app_read():
            return False
        eval_context = self.env["ir.rule"].with_user(self.env.user)._eval_context()
        domains = [
            Domain(safe_eval(rule.domain_force or "[]", eval_context))
            for rule in self._after_sales_get_app_rules()
        ]
        return not domains or any(domain.is_true() for domain in domains)
