import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

export const FIRST_STEPS_TOUR = "helpdesk_after_sales_first_steps";

// Any of them: agents press what their customer needs.
const SERVICES = [0, 1, 2, 3, 4, 5]
    .map((index) => `.o_form_view .o_after_sales_service:eq(${index})`)
    .join(", ");
const TAB = ".o_form_view .nav-link[name=after_sales]";

/**
 * Two minutes: from a ticket to what was made of it. Played by hand from the empty tab
 * of a ticket, or from the list of tickets; by the tests with a service whose popup
 * stays on the ticket.
 */
registry.category("web_tour.tours").add(FIRST_STEPS_TOUR, {
    url: "/odoo/helpdesk-tickets",
    steps: () => [
        {
            isActive: ["body:not(:has(.o_form_view))"],
            trigger:
                ".o_list_view .o_data_row .o_data_cell[name=name], .o_kanban_view .o_kanban_record:not(.o_kanban_ghost)",
            content: _t("Open the ticket of a customer who needs something."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ["manual"],
            trigger: SERVICES,
            content: _t(
                "What you can do for the customer stands here. Press what they need."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: ".o_form_view .o_after_sales_service",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            content: _t(
                "What is known of the customer is filled in already. Change what you " +
                    "like, then press this."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            isActive: ["manual"],
            trigger: `${TAB}, .o_form_view .nav-link[name=after_sales_empty], .o_back_button`,
            content: _t(
                "It is made. Go back to the ticket: its tab After-Sales has it."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: `body:not(:has(.modal)) ${TAB}`,
            run: "click",
        },
        {
            trigger: `.o_after_sales_overview .o_after_sales_line a`,
            content: _t(
                "Here you see what was done and how far it is, open it, and undo it."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
    ],
});
