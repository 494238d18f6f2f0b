# The abstract models come first, the others inherit them.
from . import helpdesk_after_sales_lock  # isort: skip
from . import helpdesk_after_sales_mail  # isort: skip
from . import helpdesk_after_sales_question  # isort: skip
from . import helpdesk_after_sales_reading  # isort: skip
from . import helpdesk_after_sales_scope  # isort: skip
from . import helpdesk_after_sales_scope_plan  # isort: skip
from . import helpdesk_after_sales_scope_rows  # isort: skip
from . import helpdesk_after_sales_scope_ways  # isort: skip
from . import helpdesk_after_sales_scope_chatter  # isort: skip
from . import helpdesk_after_sales_rows  # isort: skip
from . import helpdesk_after_sales_mixin  # isort: skip
from . import helpdesk_after_sales_row  # isort: skip
from . import helpdesk_after_sales_lines  # isort: skip
from . import helpdesk_after_sales_words  # isort: skip
from . import helpdesk_after_sales_undoing  # isort: skip
from . import helpdesk_after_sales_linking  # isort: skip
from . import helpdesk_after_sales_end  # isort: skip
from . import notices  # isort: skip
from . import helpdesk_after_sales_attached  # isort: skip

from . import base
from . import helpdesk_ticket
from . import helpdesk_ticket_buttons
from . import helpdesk_ticket_team
from . import ir_actions_report
from . import ir_attachment
from . import ir_qweb
from . import ir_rule
from . import mail_activity
from . import mail_followers
from . import mail_message
from . import mail_scheduled_message
from . import mail_thread
from . import portal_mixin
from . import res_partner
from . import res_users
from . import sale_order
from . import sale_order_line

# What the services extend, too.
from . import first_steps  # isort: skip
from . import limits  # isort: skip
from . import approvals  # isort: skip
from . import bought  # isort: skip
from . import my_ticket  # isort: skip
from . import requests  # isort: skip
from . import refunds
from . import fees
from . import coupons
from . import returns
from . import rules
from . import exchanges
from . import repairs
from . import field_service
from . import overview
from . import reasons
from . import merge
from . import closing
from . import analysis
from . import outcomes
from . import dispositions
from . import overdue
from . import send_back
from . import carriers
from . import visit_slots
from . import ratings
