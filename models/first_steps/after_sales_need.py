# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
class AfterSalesNeed:
    """Something without which a service cannot work in a team's company; no model.

    A service names its needs in its ``AfterSalesService``. The team's page shows those
    that are missing, with a button for who may make them; others read whom to ask.
    """

    # What the client calls it, and what it is a record of.
    name = None
    model = None

    def __init__(self, team, company):
        """Take what a team of a company needs.

        :param team: one ``helpdesk.ticket.team``, saved or not, or none yet
        :param company: where the team works
        """
        self.env = team.env
        # sudo: what is missing is told to whoever sees the team, what there is to
        # nobody: a mere yes or no.
        self.team = team.sudo()
        self.company = company.sudo()

    @classmethod
    def get_team_fields(cls, env):
        """Say on what of the team it depends, besides the switches and the company.

        :param env: of the registry, before there is a team
        :return: names of fields
        :rtype: collection of str
        """
        return ()

    def is_missing(self, switch):
        """Whether a service cannot work for the want of it.

        :param str switch: the team's switch of the service, which is on
        :rtype: bool
        """
        raise NotImplementedError

    def get_text(self):
        """Say what is missing.

        :return: a sentence
        :rtype: str
        """
        raise NotImplementedError

    def get_button(self):
        """Say what the button does that makes it.

        :return: a few words; nothing if there is none
        :rtype: str
        """
        return ""

    def get_advice(self):
        """Say what to do, or whom to ask, for who has no button.

        :return: a sentence
        :rtype: str
        """
        raise NotImplementedError

    def may_make(self):
        """Whether the user may make it.

        :rtype: bool
        """
        return (
            # Of an app that need not be installed, or none.
            self.model in self.env
            and self.company in self.env.companies
            and self.env[self.model].has_access("create")
        )

    def get_action(self):
        """Open the form in which it is made.

        :return: a window action, over the team
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.get_button(),
            "res_model": self.model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": self.get_context(),
        }

    def get_context(self):
        """Return what the form is filled in with.

        :return: keys of the context
        :rtype: dict
        """
        return {"default_company_id": self.company.id}
