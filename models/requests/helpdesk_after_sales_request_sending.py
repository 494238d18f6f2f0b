# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import plaintext2html

from ..as_server import as_server, try_out
from ..my_ticket.portal_link import is_token_of
from .request_bounds import check_bounds

SENT_TEMPLATE = "helpdesk_mgmt_after_sales.mail_template_request_sent"


class HelpdeskAfterSalesRequest(models.Model):
    """How a customer fills in a request and sends it. All in superuser mode."""

    _inherit = "helpdesk.after.sales.request"

    @api.model
    def _make_draft(self, ticket, target, chosen, values, files=()):
        """Keep what a customer has filled in, to be looked over and sent.

        :param ticket: see ``helpdesk.ticket._request_prepare_ticket``
        :param target: the ticket to which it is to go; none for a new one
        :param list chosen: (``RequestPiece``, quantity in its unit) tuples
        :param dict values: wish, reason and note, checked
        :param files: of ``RequestFile``
        :return: the new draft
        :raise UserError: if it is too much for this hour, saying so
        """
        customer = ticket.partner_id.commercial_partner_id
        check_bounds(customer)
        draft = self.create(
            {
                **values,
                "ticket_id": target.id,
                "company_id": ticket.company_id.id,
                "partner_id": ticket.partner_id.id,
                "customer_id": customer.id,
                "line_ids": [
                    Command.create(
                        {
                            "sale_line_id": piece.line.id,
                            "product_id": piece.product.id,
                            "lot_id": piece.lot.id,
                            "quantity": quantity,
                            "product_uom_id": piece.unit.id,
                        }
                    )
                    for piece, quantity in chosen
                ],
            }
        )
        if files:
            draft._add_files(files)
        return draft

    @api.model
    def _find_draft(self, request_id, token):
        """Return a draft to who knows its token; for an hour also once it is sent.

        :param int request_id: of a request, which there need not be
        :param token: what a client sent
        :return: one request, or none
        """
        # With the token at once: by as many queries whether it is there or not.
        request = self.search_fetch(
            [
                ("id", "=", request_id),
                "|",
                "&",
                ("state", "=", "draft"),
                ("create_date", ">=", self._get_oldest_draft()),
                ("sent_on", ">", fields.Datetime.now() - timedelta(hours=1)),
            ],
            ["access_token"],
        )
        return request if is_token_of(request, token) else request.browse()

    def _send(self):
        """Give a draft to the team: from then on it belongs to a ticket.

        Sent again, nothing more happens.

        :return: the ticket
        :raise UserError: if it cannot be asked for any more, saying why
        """
        self.ensure_one()
        # Of two requests of a customer for the same the second finds the first.
        self.customer_id._after_sales_lock_rows()
        self._after_sales_lock_rows()
        if self.state != "draft":
            return self.ticket_id
        self._check()
        ticket = self.ticket_id
        is_new = not ticket
        if is_new:
            ticket = self._make_ticket()
        elif not ticket.team_id:
            # Of no team nobody could grant it.
            ticket.team_id = self._get_asked_team()
        self.write(
            {
                "ticket_id": ticket.id,
                "state": "requested",
                "sent_on": fields.Datetime.now(),
            }
        )
        files = self._move_files()
        if not is_new:
            self._tell_ticket(files)
        self._mail(SENT_TEMPLATE)
        self._grant_at_once()
        return ticket

    def _make_ticket(self):
        """Make the ticket of this request.

        :return: a ``helpdesk.ticket`` of the team that is asked
        """
        team = self._get_asked_team()
        partner = self.partner_id
        product = self.line_ids.product_id
        channel = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_web", raise_if_not_found=False
        )
        # The customer reads the title, too.
        name = self.with_context(lang=partner.lang or self.env.lang).name
        ticket = self.env["helpdesk.ticket"].with_company(self.company_id)
        ticket = ticket.create(
            {
                "name": name,
                "description": plaintext2html(self.note or name),
                "company_id": self.company_id.id,
                "team_id": team.id,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "partner_email": partner.email,
                "channel_id": channel.id if channel else False,
                "product_id": product.id if len(product) == 1 else False,
                "lot_id": self.line_ids.lot_id.id if len(self.line_ids) == 1 else False,
                "sale_order_ids": [Command.set(self.line_ids.order_id.ids)],
                "user_id": False,
            }
        )
        ticket.message_subscribe(partner.ids)
        return ticket

    def _tell_ticket(self, files):
        """Post on a ticket that there was before what its customer asks for.

        :param files: ``ir.attachment`` records
        """
        # As the server: of a customer the standard takes no file that is kept already.
        as_server(self.ticket_id).message_post(
            body=plaintext2html("\n".join(filter(None, (self.name, self.note)))),
            author_id=self.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=files.ids,
        )

    def _grant_at_once(self):
        """Make what was asked for, where the team wants that and the rules allow it.

        What cannot be made waits for an agent, who is told why.
        """
        wish = self._get_wish()
        if not self.ticket_id.team_id.request_at_once or not wish.may_be_at_once(self):
            return
        request = as_server(self)

        def carry_out():
            wish.grant(request)
            request.env.flush_all()

        if reason := try_out(request.env, carry_out):
            request.ticket_id.message_post(
                body=self.env._(
                    "%(request)s: could not be made at once. %(reason)s",
                    request=request.name,
                    reason=reason,
                ),
                subtype_xmlid="mail.mt_note",
            )

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def _mail(self, template_xmlid):
        """Send the customer a mail about this request, from its ticket.

        Whoever asks or decides is never stopped by a mail: why it does not go is noted
        on the ticket.

        :param str template_xmlid: external id of a ``mail.template``
        """
        self.ensure_one()
        partner, ticket = self.partner_id, self.ticket_id
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        reason = ticket._notice_get_refusal(partner)
        if not template:
            reason = self.env._("Its template was deleted.")
        if not reason:
            context = ticket._notice_get_context(partner)
            template = template.with_context(context)
            request = self.with_context(context)
            reason = try_out(
                self.env,
                lambda: ticket._notice_post_template(partner, template, request),
                flush=False,
            )
        if reason:
            ticket._notice_note_failure(ticket, self.name, reason)
