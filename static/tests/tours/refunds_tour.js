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
            content: "The only invoice is chosen; take the coffee machine off",
            trigger:
                ".modal .o_data_row:contains(Coffee machine) .o_list_record_remove",
            run: "click",
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
            trigger: ".modal button[name=refund_moves]",
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
