# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""External ids and methods got the names that the house gives them."""

# ruff: noqa: E501 (a line per name)
from odoo.tools import SQL

# Before the views are loaded: an old one beside its new self would do all twice, and
# name what is gone.
EXTERNAL_IDS = {
    "account_move_view_form_refund": "account_move_view_form_inherit_refunds",
    "account_move_view_search_refund": "account_move_view_search_inherit_refunds",
    "helpdesk_ticket_coupon_wizard_rule": "helpdesk_ticket_coupon_wizard_rule_own",
    "helpdesk_ticket_team_view_form_coupon": "helpdesk_ticket_team_view_form_inherit_coupons",
    "helpdesk_ticket_team_view_form_inherit_fsm": "helpdesk_ticket_team_view_form_inherit_field_service",
    "helpdesk_ticket_team_view_form_inherit_helpdesk_mgmt_after_sales": "helpdesk_ticket_team_view_form_inherit_after_sales",
    "helpdesk_ticket_team_view_form_inherit_repair": "helpdesk_ticket_team_view_form_inherit_repairs",
    "helpdesk_ticket_team_view_form_refund": "helpdesk_ticket_team_view_form_inherit_refunds",
    "helpdesk_ticket_team_view_form_return": "helpdesk_ticket_team_view_form_inherit_returns",
    "helpdesk_ticket_team_view_list_coupon": "helpdesk_ticket_team_view_list_inherit_coupons",
    "helpdesk_ticket_team_view_list_inherit_fsm": "helpdesk_ticket_team_view_list_inherit_field_service",
    "helpdesk_ticket_team_view_list_inherit_repair": "helpdesk_ticket_team_view_list_inherit_repairs",
    "helpdesk_ticket_team_view_list_refund": "helpdesk_ticket_team_view_list_inherit_refunds",
    "helpdesk_ticket_team_view_list_return": "helpdesk_ticket_team_view_list_inherit_returns",
    "helpdesk_ticket_team_view_search_coupon": "helpdesk_ticket_team_view_search_inherit_coupons",
    "helpdesk_ticket_team_view_search_inherit_fsm": "helpdesk_ticket_team_view_search_inherit_field_service",
    "helpdesk_ticket_team_view_search_inherit_helpdesk_mgmt_after_sales": "helpdesk_ticket_team_view_search_inherit_after_sales",
    "helpdesk_ticket_team_view_search_inherit_repair": "helpdesk_ticket_team_view_search_inherit_repairs",
    "helpdesk_ticket_team_view_search_refund": "helpdesk_ticket_team_view_search_inherit_refunds",
    "helpdesk_ticket_team_view_search_return": "helpdesk_ticket_team_view_search_inherit_returns",
    "helpdesk_ticket_view_form_coupon": "helpdesk_ticket_view_form_inherit_coupons",
    "helpdesk_ticket_view_form_inherit_fsm": "helpdesk_ticket_view_form_inherit_field_service",
    "helpdesk_ticket_view_form_inherit_helpdesk_mgmt_after_sales": "helpdesk_ticket_view_form_inherit_after_sales",
    "helpdesk_ticket_view_form_inherit_repair": "helpdesk_ticket_view_form_inherit_repairs",
    "helpdesk_ticket_view_form_inherit_repair_warranty": "helpdesk_ticket_view_form_inherit_repairs_warranty",
    "helpdesk_ticket_view_form_refund": "helpdesk_ticket_view_form_inherit_refunds",
    "helpdesk_ticket_view_form_return": "helpdesk_ticket_view_form_inherit_returns",
    "loyalty_card_view_form_after_sales": "loyalty_card_view_form_agent",
    "loyalty_card_view_form_inherit_after_sales": "loyalty_card_view_form_inherit_coupons",
    "loyalty_card_view_list_after_sales": "loyalty_card_view_list_ticket",
    "loyalty_card_view_search_inherit_after_sales": "loyalty_card_view_search_inherit_coupons",
    "portal_helpdesk_ticket_page_inherit_fsm": "portal_helpdesk_ticket_page_inherit_field_service",
    "portal_my_task_inherit_fsm": "portal_my_task_inherit_field_service",
    "product_template_view_form_inherit_repair": "product_template_view_form_inherit_repairs",
    "project_project_view_form_inherit_fsm": "project_project_view_form_inherit_field_service",
    "project_project_view_search_inherit_fsm": "project_project_view_search_inherit_field_service",
    "project_task_type_view_form_inherit_fsm": "project_task_type_view_form_inherit_field_service",
    "project_task_view_form_inherit_fsm": "project_task_view_form_inherit_field_service",
    "project_task_view_search_inherit_fsm": "project_task_view_search_inherit_field_service",
    "repair_order_view_form_inherit_repair": "repair_order_view_form_inherit_repairs",
    "repair_order_view_search_inherit_repair": "repair_order_view_search_inherit_repairs",
    "stock_picking_view_form_return": "stock_picking_view_form_inherit_returns",
    "stock_picking_view_search_return": "stock_picking_view_search_inherit_returns",
}
# Mail templates are the users', who may have copied ours.
METHODS = {"_get_return_slip_partner": "_return_get_slip_partner"}
EXPRESSIONS = ("partner_to", "email_to", "email_cc", "reply_to", "lang")
TRANSLATED = ("subject", "body_html")


def migrate(cr, version):
    for old, new in EXTERNAL_IDS.items():
        cr.execute(
            SQL(
                "UPDATE ir_model_data SET name = %s"
                " WHERE module = 'helpdesk_mgmt_after_sales' AND name = %s",
                new,
                old,
            )
        )
    for old, new in METHODS.items():
        for column in (*EXPRESSIONS, *TRANSLATED):
            cr.execute(
                SQL(
                    "UPDATE mail_template SET %(column)s ="
                    " replace(%(column)s::text, %(old)s, %(new)s)::%(type)s"
                    " WHERE model = 'stock.picking'"
                    " AND strpos(%(column)s::text, %(old)s) > 0",
                    column=SQL.identifier(column),
                    type=SQL("jsonb" if column in TRANSLATED else "varchar"),
                    old=old,
                    new=new,
                )
            )
