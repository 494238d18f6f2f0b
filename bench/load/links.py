"""What a shop with the addon has beside: documents made from tickets."""

from .named import AGENTS, APPS

# Documents are given to a ticket of their customer; those that were copied from a
# ticket, to that one.
LINKS = (
    """
    UPDATE account_move m
       SET helpdesk_ticket_id = t.id, helpdesk_service = 'use_credit_notes'
      FROM (SELECT commercial_partner_id, max(id) AS id
              FROM helpdesk_ticket GROUP BY commercial_partner_id) t
     WHERE t.commercial_partner_id = m.commercial_partner_id
       AND m.move_type = 'out_refund' AND m.id % 2 = 0
    """,
    """
    UPDATE stock_picking k
       SET helpdesk_ticket_id = t.id, helpdesk_service = 'use_product_returns'
      FROM res_partner p
      JOIN (SELECT commercial_partner_id, max(id) AS id
              FROM helpdesk_ticket GROUP BY commercial_partner_id) t
        ON t.commercial_partner_id = p.commercial_partner_id
     WHERE k.partner_id = p.id AND k.return_id IS NOT NULL AND k.id % 2 = 0
    """,
    """
    UPDATE helpdesk_ticket t SET lot_id = found.lot_id
      FROM (SELECT r.helpdesk_ticket_id AS id, max(l.lot_id) AS lot_id
              FROM helpdesk_ticket_sale_order_rel r
              JOIN helpdesk_ticket t ON t.id = r.helpdesk_ticket_id
              JOIN sale_order_line o
                ON o.order_id = r.sale_order_id AND o.product_id = t.product_id
              JOIN stock_move m ON m.sale_line_id = o.id
              JOIN stock_move_line l ON l.move_id = m.id AND l.lot_id IS NOT NULL
             WHERE m.origin_returned_move_id IS NULL
             GROUP BY r.helpdesk_ticket_id) found
     WHERE found.id = t.id
    """,
    """
    UPDATE project_task d SET helpdesk_ticket_id = t.id, helpdesk_service = 'use_fsm'
      FROM helpdesk_ticket t
     WHERE d.name ~ '^Visit [0-9]+$'
       AND t.number = 'HT' || lpad(substr(d.name, 7), 8, '0')
    """,
    """
    UPDATE repair_order d
       SET helpdesk_ticket_id = t.id, helpdesk_service = 'use_product_repairs'
      FROM helpdesk_ticket t
     WHERE t.number = 'HT' || substr(d.name, 7)
    """,
    """
    UPDATE loyalty_card d
       SET helpdesk_ticket_id = t.id, helpdesk_service = 'use_coupons'
      FROM helpdesk_ticket t
     WHERE d.code = '044' || substr(md5(ltrim(substr(t.number, 3), '0')), 1, 12)
    """,
)
SWITCHES = (
    *("use_credit_notes", "use_product_returns", "use_coupons"),
    *("use_product_repairs", "use_fsm"),
)


def link(env):
    """Use the addon in a database that was loaded; the caller commits."""
    project = env.ref("bench.project")
    project.is_fsm = True
    env["helpdesk.ticket.team"].search([]).write(
        {"fsm_project_id": project.id, **dict.fromkeys(SWITCHES, True)}
    )
    apps = env["res.groups"].union(*map(env.ref, APPS))
    for login in AGENTS:
        env.ref(f"bench.{login}").group_ids -= apps
    env.ref("bench.ticket_serial").lot_id = env.ref("bench.lot")
    env.flush_all()
    for query in LINKS:
        env.cr.execute(query)
    env.invalidate_all()
