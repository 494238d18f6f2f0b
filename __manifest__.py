# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk After-Sales",
    "summary": "Refund, coupon, return, repair and field service from a ticket",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "After-Sales",
    "author": "Helpdesk After-Sales contributors",
    "depends": [
        "base_install_request",
        "helpdesk_mgmt",
        "helpdesk_mgmt_sale",
        "helpdesk_product",
        "project",
        "repair",
        "sale_loyalty",
        "sale_management",
        "sale_stock",
    ],
    "data": [
        # What the services share
        "security/after_sales_security.xml",
        "data/mail_message_subtype_data.xml",
        "wizard/helpdesk_ticket_customer_wizard_views.xml",
        "views/helpdesk_ticket_team_views.xml",
        "views/helpdesk_ticket_views.xml",
        # Refund
        "security/refund_security.xml",
        "wizard/account_move_reversal_views.xml",
        "views/refund_views.xml",
        # Coupons
        "security/coupon_security.xml",
        "data/coupon_mail_template.xml",
        "wizard/helpdesk_ticket_coupon_wizard_views.xml",
        "views/coupon_views.xml",
        # Returns
        "security/return_security.xml",
        "report/return_slip.xml",
        "data/return_mail_template.xml",
        "wizard/stock_return_picking_views.xml",
        "views/return_views.xml",
        # Repairs
        "security/repair_security.xml",
        "wizard/helpdesk_ticket_repair_wizard_views.xml",
        "views/repair_views.xml",
        # Field Service
        "security/fsm_security.xml",
        "data/fsm_worksheet_data.xml",
        "data/fsm_project_data.xml",
        "report/fsm_report.xml",
        "report/fsm_report_templates.xml",
        "data/fsm_mail_template.xml",
        "wizard/helpdesk_ticket_task_wizard_views.xml",
        "wizard/project_task_sign_views.xml",
        "views/fsm_portal_templates.xml",
        "views/fsm_project_views.xml",
        "views/fsm_task_views.xml",
        "views/fsm_worksheet_template_views.xml",
        "views/fsm_ticket_views.xml",
        "views/fsm_menus.xml",
    ],
    "demo": [
        "demo/after_sales_demo.xml",
        "demo/refund_demo.xml",
        "demo/return_demo.xml",
        "demo/repair_demo.xml",
        "demo/coupon_demo.xml",
        "demo/fsm_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "helpdesk_mgmt_after_sales/static/src/js/**/*",
        ],
        "web.assets_tests": [
            "helpdesk_mgmt_after_sales/static/tests/tours/**/*",
        ],
    },
    "development_status": "Beta",
}
