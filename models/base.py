# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    """What a document gives besides its own fields: messages, followers, activities.

    Standard Odoo gives all of it to whoever reads the document, and for invoices and
    tasks lets them post. To read a document because of a ticket is less: nothing of its
    chatter goes with it. On what was made from their ticket agents follow what is said
    to the customer, log notes and write to the customer, in their own name.

    Whatever hangs on a document asks the methods below, and no model is named.
    """

    _inherit = "base"

    # ------------------------------------------------------------------
    # Which documents
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_reads_by_ticket(self):
        """Whether there may be documents that a ticket alone opens to the user.

        :rtype: bool
        """
        return (
            not self.env.su
            and isinstance(self, self.env.registry["helpdesk.after.sales.scope"])
            and self.env.user._after_sales_is_agent()
            and not self._after_sales_reads_all()
        )

    def _after_sales_get_read_by_ticket(self):
        """Return those of these documents that a ticket alone opens to the user.

        And those that nothing opens.

        :rtype: recordset
        """
        if not self or not self._after_sales_reads_by_ticket():
            return self.browse()
        return self - self._after_sales_filter_own()

    def _after_sales_get_of_ticket(self):
        """Return those of these documents that were made from a ticket of the user's.

        :return: none for whoever is no agent
        :rtype: recordset
        """
        return self.browse()

    def _after_sales_get_posted_by_ticket(self):
        """Return those of these documents on which a ticket alone lets the user post.

        Or on which nothing does.

        :rtype: recordset
        """
        of_ticket = self._after_sales_get_of_ticket()
        if of_ticket:
            of_ticket -= of_ticket._filtered_access("write")
        return of_ticket | self._after_sales_get_read_by_ticket()

    def _after_sales_get_with_own_author(self):
        """Return those of these documents on which users write in their own name only.

        :rtype: recordset
        """
        return self._after_sales_get_posted_by_ticket()

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # EXTENDS 'mail'
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation not in ("read", "create"):
            return operations
        # Some controllers ask in superuser mode who the user is, not who asks.
        documents = self.sudo(False)
        for document in documents._after_sales_get_read_by_ticket():
            # What the document's own app asks of who posts; agents have no such right.
            operations[document.with_env(self.env)] = "write"
        for document in documents._after_sales_get_of_ticket():
            # Which of the messages, mail.message says.
            operations[document.with_env(self.env)] = "read"
        return operations

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        # EXTENDS 'mail'. Nobody is proposed to whom the user may not write.
        suggested = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        # sudo: asked only whose addresses they are.
        partners = self.env["res.partner"].sudo()
        for document in self.sudo(False)._after_sales_get_posted_by_ticket():
            people = suggested[document.id]
            ids = [person["partner_id"] for person in people if person["partner_id"]]
            allowed = document._after_sales_filter_recipients(partners.browse(ids))
            suggested[document.id] = [
                person for person in people if person["partner_id"] in allowed.ids
            ]
        return suggested

    def _after_sales_filter_recipients(self, partners):
        """Return those of these partners to whom agents may write from this document.

        Colleagues, whoever belongs to the document's customer or to the ticket's, and
        who follows the ticket; nobody if it was not made from a ticket of the user's.

        :param partners: recordset of ``res.partner``
        :rtype: recordset of ``res.partner``, in superuser mode
        """
        self.ensure_one()
        # sudo: who may be written to does not depend on what the user reads of them.
        document = self._after_sales_get_of_ticket().sudo()
        partners = partners.sudo()
        if not document:
            return partners.browse()
        ticket = document.helpdesk_ticket_id
        customers = ticket.partner_id | document._mail_get_partners()[document.id]
        known = customers | ticket.message_partner_ids
        return partners.filtered(
            lambda partner: (
                not partner.partner_share
                or partner in known
                or partner.commercial_partner_id in customers.commercial_partner_id
            )
        )

    def _after_sales_check_partners(self, partners, addresses=""):
        """Check that the user writes to the customer and to colleagues only.

        :param partners: to whom they write
        :param str addresses: further addresses; there may be none
        :raise AccessError: if they write to somebody else
        """
        # sudo: who may be written to does not depend on what the user reads of them.
        if addresses or partners.sudo() - self._after_sales_filter_recipients(partners):
            raise AccessError(
                self.env._(
                    "From this document you write to its customer and to colleagues "
                    "only. Write to others from the ticket."
                )
            )

    def _after_sales_check_of_ticket(self):
        """Check that these documents were made from tickets of the user's.

        On what a ticket merely opens, nobody writes.

        :raise AccessError: if one was not
        """
        if self - self._after_sales_get_of_ticket():
            raise AccessError(
                self.env._(
                    "You read this document because of a ticket, and cannot write on "
                    "it. Write on the ticket."
                )
            )

    def _after_sales_get_senders(self):
        """Return the addresses under which users write from this document.

        :return: their own ones; those of the company
        :rtype: tuple[set, set]
        """
        user = self.env.user
        # sudo: agents read no aliases, and see these addresses on every mail.
        document = self.sudo()
        company = user.company_id
        if self and "company_id" in document._fields:
            company = document.company_id or company
        of_company = {
            company.email,
            company.email_formatted,
            company.partner_id.email_formatted,
            company.catchall_formatted,
            company.default_from_email,
        }
        own = {user.email, user.email_formatted, user.partner_id.email_formatted}
        return own, of_company - {False, None, ""}
