import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("after_sales_refund_agent", {
    steps: () => [
        {
            content: "Open the Refund popup",
            trigger: ".o_form_view button[name=action_refund]",
            run: "click",
        },
        {
            content: "The ticket is about the lamp: nothing else is proposed",
            trigger:
                ".modal .o_field_widget[name=refund_line_ids]:not(:contains(Coffee machine)):contains(Desk lamp)",
        },
        {
            trigger:
                ".modal button[name=refund_moves]:contains(Reverse):contains(300.00)",
        },
        {
            content: "The rest of the invoice is folded",
            trigger: ".modal .o_field_widget[name=refund_whole_invoice] input",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Coffee machine) td[name=quantity]:contains(0.00)",
        },
        {
            content: "Refund one lamp",
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity] input",
            run: "edit 1",
        },
        {
            content: "Leave the line",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=refund_total]:contains(100.00)",
        },
        {
            content: "The button says what is given back",
            trigger:
                ".modal button[name=refund_moves]:contains(Reverse):contains(100.00)",
            run: "click",
        },
        {
            content: "The draft credit note opens, read-only",
            trigger: ".o_form_view .o_field_widget[name=amount_total]:contains(100.00)",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Draft)",
        },
        {
            content: "Back to the ticket",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "No smart button for a draft, but a way to it",
            trigger:
                ".o_form_view:not(:has(button[name=action_view_credit_notes])) button[name=action_view_draft_credit_notes]:contains(1)",
        },
        {
            content: "The draft counts, and is a link",
            trigger: ".o_form_view button[name=action_refund]",
            run: "click",
        },
        {
            trigger:
                ".modal .alert-warning:contains(not posted yet):contains(100.00) a[href*='/odoo/account.move/']:contains(Draft Credit Note)",
        },
        {
            trigger: ".modal button[name=refund_moves]:contains(200.00)",
        },
        {
            trigger: ".modal button[special=cancel]:contains(Discard)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

tours.add("after_sales_refund_accountant", {
    steps: () => [
        {
            content: "It says from which ticket it comes",
            trigger:
                ".o_form_view .o_field_widget[name=helpdesk_ticket_label]:contains(It does not work)",
        },
        {
            trigger: ".o_form_view button[name=action_post]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Posted)",
        },
    ],
});

tours.add("after_sales_refund_posted", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_view_credit_notes]:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Posted)",
        },
        {
            content: "The way back to the ticket",
            trigger: ".o_form_view .o_field_widget[name=helpdesk_ticket_id] a",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_refund]",
        },
    ],
});
