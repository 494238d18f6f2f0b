# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from .common_access_place import PlaceMaker
from .common_documents import DocumentsCommon
from .common_malformed import ADDON

# Of the agent's ticket; of a ticket of another team and customer; of another company.
PLACES = ("own", "others", "elsewhere")
# One group each, by the word that stands above their column. All work in the first
# company, and none has a record of their own but the agent and the customer.
ROLES = {
    "agent": "helpdesk_mgmt.group_helpdesk_user_own",
    "agent_team": "helpdesk_mgmt.group_helpdesk_user_team",
    "agent_all": "helpdesk_mgmt.group_helpdesk_user",
    "manager": "helpdesk_mgmt.group_helpdesk_manager",
    "employee": "base.group_user",
    "accountant": "account.group_account_invoice",
    "salesperson": "sales_team.group_sale_salesman",
    "sales_manager": "sales_team.group_sale_manager",
    "stock": "stock.group_stock_user",
    "project": "project.group_project_user",
    "project_manager": "project.group_project_manager",
    "portal": "base.group_portal",
    "public": "base.group_public",
}


def is_ours(definition):
    """Whether a class of Python is one of this addon."""
    return getattr(definition, "__module__", "").startswith(f"odoo.addons.{ADDON}.")


class AccessCommon(DocumentsCommon):
    """Records of every model that the addon adds, extends or opens, in three places.

    The models come from the registry: one that the addon adds or extends later fails
    until ``PlaceMaker`` makes a record of it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls._set_up_users()
        cls.elsewhere = cls._set_up_elsewhere()
        helper = cls._new_user("helper", ROLES["agent"])
        foreign = cls._new_user(
            "foreign",
            ROLES["agent"],
            company_id=cls.elsewhere.id,
            company_ids=cls.elsewhere.ids,
        )
        cls.places = {
            "own": cls._set_up_place(
                "own",
                cls.company,
                cls.agent,
                cls.customer,
                openers={
                    "helpdesk.after.sales.rules": cls.users["manager"],
                    "project.task.reopen": cls.users["project_manager"],
                    "project.task.sign": cls.users["project_manager"],
                },
            ),
            "others": cls._set_up_place(
                "others", cls.company, helper, cls.other_customer
            ),
            "elsewhere": cls._set_up_place("elsewhere", cls.elsewhere, foreign),
        }
        cls.places["own"].ticket.team_id.user_ids += cls.agent_team
        cls.models = cls._get_models()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _get_models(cls):
        """Return the names of the models that the addon adds, extends or opens."""
        opened = set()
        for model in ("ir.model.access", "ir.rule"):
            data = cls.env["ir.model.data"].search(
                [("module", "=", ADDON), ("model", "=", model)]
            )
            records = cls.env[model].browse(data.mapped("res_id"))
            opened.update(records.mapped("model_id.model"))
        return sorted(
            name
            for name, model in cls.registry.items()
            if not model._abstract
            and (name in opened or any(map(is_ours, model._base_classes__)))
        )

    @classmethod
    def _set_up_users(cls):
        made = {
            "agent": cls.agent,
            "agent_team": cls.agent_team,
            "agent_all": cls.agent_all,
            "manager": cls.manager,
            "employee": cls.outsider,
            "project_manager": cls.project_manager,
            "public": cls.env.ref("base.public_user"),
        }
        for role, groups in ROLES.items():
            if role not in made:
                made[role] = new_test_user(cls.env, login=f"role_{role}", groups=groups)
        # One who buys for the customer.
        made["portal"].partner_id.parent_id = cls.customer
        return {role: made[role] for role in ROLES}

    @classmethod
    def _set_up_elsewhere(cls):
        company = cls.env["res.company"].create({"name": "elsewhere Company"})
        cls.env.user.company_ids += company
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company, install_demo=False
        )
        return company

    @classmethod
    def _set_up_place(cls, word, company, agent, customer=None, openers=None):
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        place = PlaceMaker(env, word, agent, customer, openers).make()
        records = {name: x.with_env(cls.env) for name, x in place.records.items()}
        return place._replace(
            company=company,
            customer=place.customer.with_env(cls.env),
            ticket=place.ticket.with_env(cls.env),
            records=records,
        )
