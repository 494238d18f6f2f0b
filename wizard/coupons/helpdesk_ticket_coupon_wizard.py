# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...models.asked_once import remember
from ...models.helpdesk_after_sales_date import format_date


class HelpdeskTicketCouponWizard(models.TransientModel):
    """Generates one coupon for the ticket's customer, to be mailed or shared."""

    _name = "helpdesk.ticket.coupon.wizard"
    _description = "Coupon from a Helpdesk ticket"
    _inherit = "helpdesk.after.sales.popup"
    _after_sales_switch = "use_coupons"
    _after_sales_reason_readonly = "coupon_code"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    partner_id = fields.Many2one(
        related="ticket_id.partner_id", string="Customer", related_sudo=False
    )
    available_program_ids = fields.Many2many(
        comodel_name="loyalty.program",
        compute="_compute_available_program_ids",
        export_string_translation=False,
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Coupon Program",
        compute="_compute_program_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', available_program_ids)]",
    )
    reward = fields.Char(compute="_compute_reward")
    valid_until = fields.Date(
        help="The last day on which the code can be used. Leave it empty for a code "
        "that never expires.",
    )
    # What this popup has made; a second press of a button finds it here. Written by us
    # alone: the name of a coupon or gift card is its code.
    coupon_id = fields.Many2one(
        comodel_name="loyalty.card",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )
    coupon_code = fields.Char(compute="_compute_coupon_code")

    @api.depends("ticket_id")
    def _compute_available_program_ids(self):
        programs = self.env["loyalty.program"]
        for popup in self:
            popup.available_program_ids = programs._coupon_find_programs(
                popup.company_id
            )

    @api.depends("ticket_id")
    def _compute_program_id(self):
        for popup in self:
            team = popup.ticket_id.team_id
            popup.program_id = team._coupon_get_default_program(
                popup.available_program_ids._origin
            )

    @api.depends("program_id")
    def _compute_reward(self):
        for popup in self:
            popup.reward = popup.program_id._coupon_get_reward()

    @api.depends("coupon_id.code")
    def _compute_coupon_code(self):
        for popup in self:
            coupon = popup._get_made_coupon()._filtered_access("read")
            popup.coupon_code = coupon.code

    @api.depends("ticket_id", "coupon_id")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        if self._get_made_coupon():
            return notices
        unused = self.ticket_id.coupon_ids._filtered_access("read").filtered(
            lambda coupon: coupon.after_sales_state == "unused"
        )
        if unused:
            links = [
                self._after_sales_link_document(x, x.code, x.program_id.name)
                for x in unused
            ]
            notices.append(
                self.env._(
                    "Coupons of this ticket that are not used yet: %(coupons)s. Here "
                    "another one is made.",
                    coupons=Markup(", ").join(links),
                )
            )
        return notices

    def _after_sales_get_blocker(self):
        if self.available_program_ids:
            return super()._after_sales_get_blocker()
        menu = self.env._("Sales > Products > Discount & Loyalty")
        if self.env.user.has_group("sales_team.group_sale_manager"):
            action = "loyalty.loyalty_program_discount_loyalty_action"
            menu = Markup('<a href="/odoo/action-%s">%s</a>') % (action, menu)
        return self.env._(
            "No coupon program is running for %(company)s. A Sales administrator can "
            "create one in %(menu)s, with the program type Coupons.",
            company=self.company_id.name,
            menu=menu,
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_send_email(self):
        """Make the code, unless this popup already has, and compose the mail with it.

        :return: the window action of Compose Email
        :rtype: dict
        :raise UserError: if program or date do not fit; see also
            :meth:`~._after_sales_start_popup`
        """
        popup = self._after_sales_start_popup()
        with remember(self.env):
            return popup._get_coupon().action_coupon_send()

    def _get_coupon(self):
        """Return the coupon of this popup; make it if it is not there yet.

        :raise UserError: if program or date do not fit
        """
        coupon = self._get_made_coupon()
        if not coupon:
            self._check_program()
            self._check_valid_until()
            coupon = self._generate_coupon()
            # sudo: closed to clients, because it is written by us alone.
            self.sudo().coupon_id = coupon
            self._after_sales_finish_popup(coupon)
        elif coupon.helpdesk_ticket_id != self.ticket_id:
            raise UserError(
                self.env._(
                    "Coupon %(coupon)s is not one of ticket %(ticket)s. Open the "
                    "window from the ticket again.",
                    coupon=coupon.code,
                    ticket=self.ticket_id.number,
                )
            )
        return coupon

    def _get_made_coupon(self):
        """Return the coupon that this popup has made, if any, as the current user."""
        # sudo: closed to clients, because it is written by us alone.
        return self.sudo().coupon_id.sudo(self.env.su)

    def _check_program(self):
        program = self.program_id
        if not program:
            raise UserError(
                self.env._(
                    "Choose a coupon program for ticket %(ticket)s.",
                    ticket=self.ticket_id.number,
                )
            )
        if program not in self.available_program_ids:
            readable = program.has_access("read")
            raise UserError(
                self.env._(
                    "Coupon program %(program)s cannot be used for ticket %(ticket)s: "
                    "it must be an active program of the type Coupons, of company "
                    "%(company)s, run today, have a reward and not be used up. Choose "
                    "another one.",
                    program=program.name if readable else program.id,
                    ticket=self.ticket_id.number,
                    company=self.company_id.name,
                )
            )

    def _check_valid_until(self):
        date = self.valid_until
        if not date:
            return
        program = self.program_id
        today = program._coupon_get_today(self.company_id)
        if date < today:
            raise UserError(
                self.env._(
                    "The coupon of ticket %(ticket)s cannot be valid until %(date)s: "
                    "that day is over. Choose today or a later day, or leave it empty.",
                    ticket=self.ticket_id.number,
                    date=format_date(self.env, date),
                )
            )
        if program.date_to and date > program.date_to:
            raise UserError(
                self.env._(
                    "The coupon of ticket %(ticket)s cannot be valid until %(date)s: "
                    "coupon program %(program)s ends on %(end)s. Choose that day or an "
                    "earlier one.",
                    ticket=self.ticket_id.number,
                    date=format_date(self.env, date),
                    program=program.name,
                    end=format_date(self.env, program.date_to),
                )
            )

    def _generate_coupon(self):
        """Make the code with the standard generator.

        :return: the new coupon, as the current user
        """
        ticket = self.ticket_id
        # sudo: plain agents may not make coupons; ticket, program and date were
        # checked. The program's own mail would be a second one: it is kept back.
        generator = (
            self.env["loyalty.generate.wizard"]
            .sudo()
            .with_context(loyalty_no_mail=True, active_test=False)
            .create(
                {
                    "program_id": self.program_id.id,
                    "mode": "selected",
                    "customer_ids": [Command.set(ticket.partner_id.ids)],
                    "points_granted": self.program_id._coupon_get_points(),
                    "valid_until": self.valid_until,
                    "description": self.env._(
                        "Made from ticket %(ticket)s", ticket=ticket.display_name
                    ),
                    "helpdesk_ticket_id": ticket.id,
                }
            )
        )
        coupon = generator.generate_coupons()
        return self.env["loyalty.card"].browse(coupon.id)
