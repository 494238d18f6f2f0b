"""The pictures of bin/screenshots: who sees what, where, and how they got there.

An address and the steps name records as ``{xml_id.field}``: a record of the addon's
demo data, or the first one that a field of it leads to. What is looked for is named by
the code's own names, never by words: those are another language's, too.
"""

from dataclasses import dataclass

# What a language is called in Odoo
LANGUAGES = {"en": "en_US", "fa": "fa_IR"}

DESKTOP = (1280, 860)
POPUP = (1100, 1000)
LOW = (1280, 640)
PHONE = (390, 844)

Step = tuple[str, ...]


def click(css: str) -> Step:
    """Press what this selector finds."""
    return ("click", css)


def edit(css: str, value: str) -> Step:
    """Enter a value there."""
    return ("edit", css, value)


def see(css: str) -> Step:
    """Wait until it is there."""
    return ("see", css)


def top(css: str) -> Step:
    """Scroll until it is the uppermost."""
    return ("top", css)


@dataclass(frozen=True)
class Picture:
    """One picture.

    :param name: its file, in each language
    :param user: who looks; the login and the password of the demo
    :param url: where, below the server's address
    :param steps: what they press then
    :param size: of the window, in pixels; a narrow one is a phone's
    :param part: the selector of what is shown; the window if empty
    :param margin: how many pixels around that are shown, too
    :param apps: whether the Apps list shows it, too
    """

    name: str
    user: str
    url: str
    steps: tuple[Step, ...] = ()
    size: tuple[int, int] = DESKTOP
    part: str = ""
    margin: int = 0
    apps: bool = False


HELPDESK = "/odoo/action-helpdesk_mgmt."
OURS = "/odoo/action-helpdesk_mgmt_after_sales."
TICKETS = HELPDESK + "helpdesk_ticket_action"
LAMP = TICKETS + "/{ticket_lamp_demo}"
MACHINE = TICKETS + "/{ticket_machine_demo}"
SWITCH = TICKETS + "/{ticket_switch_demo}"
COLD = TICKETS + "/{ticket_cold_demo}"
TEAM = HELPDESK + "helpdesk_ticket_team_action/{team_after_sales_demo}"
RETURN = "/odoo/stock.picking/{ticket_lamp_demo.return_ids}"
RECEIPT = "/odoo/action-stock.action_picking_tree_all/{ticket_lamp_demo.return_ids}"
SLIP = (
    "/report/html/helpdesk_mgmt_after_sales.report_return_slip/"
    "{ticket_lamp_demo.return_ids}"
)
REPAIR = "/odoo/action-repair.action_repair_order_tree/{ticket_cold_demo.repair_ids}"
VISITS = OURS + "project_task_action_fsm_my"
VISIT = VISITS + "/{task_machine_demo}"
MODAL = ".modal-content"
TABS = ".o_notebook"
MISSING = ".o_after_sales_missing"


def popup(button: str) -> tuple[Step, ...]:
    """Open a popup by its button on the form."""
    return (click(f"button[name={button}]"), see(MODAL))


def tab(name: str) -> Step:
    """Open a tab of a form."""
    return click(f".nav-link[name={name}]")


# In their order: what is pressed for one is done when the next is taken.
PICTURES = (
    # The ticket
    Picture("ticket", "agent", LAMP, apps=True),
    Picture(
        "overview",
        *("agent", SWITCH, (see(".o_after_sales_line"),)),
        part=TABS,
        margin=16,
    ),
    Picture(
        "undo",
        *("agent", LAMP, (click(".o_after_sales_actions button"), see(MODAL))),
        *(POPUP, MODAL),
    ),
    Picture(
        "documents",
        *("agent", OURS + "helpdesk_after_sales_document_action"),
        size=LOW,
    ),
    Picture("bought", "agent", LAMP, (tab("bought_later"),), part=TABS, margin=16),
    Picture(
        "closing",
        "agent",
        LAMP,
        (
            click(".o_statusbar_status .dropdown-toggle:not(.d-none)"),
            click(".o-dropdown--menu .o-dropdown-item"),
            see(MODAL),
        ),
        *(POPUP, MODAL),
    ),
    Picture("tickets", "agent", TICKETS + "?view_type=list", size=LOW),
    # Its services
    Picture("refund", "agent", LAMP, popup("action_refund"), POPUP, MODAL, apps=True),
    Picture(
        "goodwill",
        "agent",
        TICKETS + "/{ticket_shipping_demo}",
        (
            *popup("action_refund"),
            click(".modal [name=refund_goodwill] input"),
            click(".modal .o_data_row:nth-child(2) td[name=goodwill_percent]"),
            edit(".modal td[name=goodwill_percent] input", "50"),
            click(".modal .modal-title"),
        ),
        *(POPUP, MODAL),
    ),
    Picture("coupon", "agent", LAMP, popup("action_coupon"), POPUP, MODAL, apps=True),
    Picture("return", "agent", LAMP, popup("action_return"), POPUP, MODAL, apps=True),
    Picture("return_made", "agent", RETURN, size=LOW),
    Picture(
        "tracking",
        *("agent", RETURN, popup("action_enter_tracking_number")),
        *(POPUP, MODAL),
    ),
    Picture(
        "repair", "agent", MACHINE, popup("action_repair"), POPUP, MODAL, apps=True
    ),
    Picture(
        "field_service",
        *("agent", MACHINE, popup("action_plan_intervention"), POPUP, MODAL),
        apps=True,
    ),
    # Limits
    Picture("ask_approval", "agent", COLD, popup("action_refund"), POPUP, MODAL),
    Picture(
        "approval",
        "admin",
        OURS + "helpdesk_after_sales_approval_action",
        (click(".o_data_row td[name=name]"), see(".o_form_view")),
        LOW,
    ),
    # Figures
    Picture(
        "dashboard",
        *("admin", OURS + "helpdesk_after_sales_report_action_dashboard"),
        apps=True,
    ),
    Picture("analysis", "admin", OURS + "helpdesk_after_sales_report_action", size=LOW),
    Picture(
        "product_returns",
        *("admin", OURS + "helpdesk_after_sales_product_report_action"),
        size=LOW,
    ),
    # Settings
    Picture(
        "team", "admin", TEAM, (tab("after_sales"), top(TABS)), (1280, 960), apps=True
    ),
    # There is no mail server in the demo.
    Picture(
        "first_steps",
        *("admin", TEAM, (tab("after_sales"), top(TABS)), (1280, 960), MISSING),
        margin=20,
    ),
    Picture(
        "notices",
        "admin",
        TEAM,
        (tab("after_sales"), top("div[name=after_sales_notice_ids]")),
        LOW,
    ),
    Picture("reasons", "admin", OURS + "helpdesk_after_sales_reason_action", size=LOW),
    Picture(
        "rules",
        *("admin", OURS + "helpdesk_after_sales_rules_action", (see(MODAL),)),
        *(POPUP, MODAL),
    ),
    # What customers ask for
    Picture(
        "request",
        "agent",
        OURS + "helpdesk_after_sales_request_action",
        (
            click(".o_data_row td[name=ticket_id]"),
            click(".o_form_view [name=ticket_id] a"),
            see("button[name=action_refund]"),
        ),
        LOW,
    ),
    # The customer
    Picture("my_account", "rosa", "/my/home", size=(1100, 900)),
    Picture(
        "my_ticket",
        *("rosa", "/my/ticket/{ticket_lamp_demo}"),
        size=(1100, 880),
        apps=True,
    ),
    Picture("my_visit", "rosa", "/my/tasks/{task_machine_demo}", size=PHONE),
    Picture("slots", "rosa", "/my/tasks/{task_machine_demo}/slots", size=PHONE),
    Picture("ask_choose", "rosa", "/my/help", size=PHONE),
    Picture(
        "ask_about",
        "rosa",
        "/my/help",
        (click("[name=piece]"), click("[name=request_choose] button")),
        PHONE,
    ),
    # The technician
    Picture("visits", "technician", VISITS + "?view_type=list", size=(1100, 400)),
    Picture("visit_phone", "technician", VISIT, size=PHONE),
    Picture(
        "worksheet_phone",
        "technician",
        VISIT,
        (
            tab("worksheet"),
            edit(
                # The fault found; above it stands the serial number
                ".o_property_field:has(textarea) ~ .o_property_field textarea",
                "The gasket of the boiler is brittle.",
            ),
            top(TABS),
        ),
        PHONE,
        apps=True,
    ),
    Picture("sign_phone", "technician", VISIT, popup("action_fsm_sign"), PHONE),
    # The warehouse, last: what it does changes the others.
    Picture("receipt", "warehouse", RECEIPT, size=LOW),
    Picture("return_slip", "warehouse", SLIP, size=(860, 760)),
    Picture(
        "received",
        *("warehouse", RECEIPT, (click("button[name=button_validate]"),)),
        size=LOW,
    ),
    Picture(
        "outcome",
        *("agent", LAMP, (see(".o_after_sales_line"),)),
        part=TABS,
        margin=16,
        apps=True,
    ),
    Picture(
        "send_back",
        "warehouse",
        REPAIR,
        (
            click("button[name=action_repair_start]"),
            click("button[name=action_repair_end]"),
            see("button[name=action_send_back]"),
        ),
        LOW,
    ),
)
