import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From the ticket's button to the return, as an agent without Inventory rights.
tours.add("after_sales_return_agent", {
    steps: () => [
        {
            content: "Open the Reverse Transfer popup",
            trigger: ".o_form_view button[name=action_return]",
            run: "click",
        },
        {
            content: "The only delivery is chosen",
            trigger: ".modal .o_field_widget[name=picking_id] input:value(/OUT/)",
        },
        {
            content: "Both serial numbers are there; take one off",
            trigger: ".modal .o_data_row:contains(SN-R1) .o_list_record_remove",
            run: "click",
        },
        {
            content: "Return two of the five lamps",
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity] input",
            run: "edit 2",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            content: "The return opens, ready and read-only",
            trigger: ".o_form_view .o_arrow_button_current:contains(Ready)",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=button_validate]))",
        },
        {
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(SN-R2)",
        },
        {
            content: "Compose the mail with the slip",
            trigger: "button[name=action_send_return_slip]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=attachment_ids]:contains(Return Slip)",
        },
        {
            trigger: ".modal .o_mail_send",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(your return)",
        },
        {
            content: "Back to the ticket",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "The smart button is there",
            trigger: ".o_form_view button[name=action_view_returns]:contains(1)",
            run: "click",
        },
        {
            content: "It opens the return, whose ticket leads back",
            trigger:
                ".o_form_view .o_field_widget[name=helpdesk_document_type]:contains(Return)",
        },
        {
            trigger: ".o_field_widget[name=helpdesk_ticket_id] a",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_return]",
        },
    ],
});

// The warehouse receives the goods.
tours.add("after_sales_return_warehouse", {
    steps: () => [
        {
            trigger:
                ".o_form_view .o_field_widget[name=helpdesk_ticket_label]:contains(It does not work)",
        },
        {
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Done)",
        },
    ],
});

// The order shows what the customer has kept.
tours.add("after_sales_return_order", {
    steps: () => [
        {
            trigger:
                ".o_field_widget[name=order_line] .o_data_row:contains(Desk lamp) td[name=qty_delivered]:contains(3.00)",
        },
    ],
});

// On a phone a line opens in a dialog, which must not offer a line more.
tours.add("after_sales_return_phone", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_return]",
            run: "click",
        },
        {
            trigger: ".modal .o_kanban_record:contains(Desk lamp)",
            run: "click",
        },
        {
            content: "There is no Save & New",
            trigger:
                ".modal:has(.o_form_button_save):not(:has(.o_form_button_save_new)) .o_field_widget[name=quantity] input",
            run: "edit 2",
        },
        {
            trigger: ".modal .o_form_button_save:contains(Save)",
            run: "click",
        },
        {
            trigger: ".modal .o_kanban_record:contains(Desk lamp):contains(2.00)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=helpdesk_document_type]:contains(Return)",
        },
    ],
});

// In a second tab, say: all was returned from the first one.
tours.add("after_sales_return_late", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_return]",
            run: "click",
        },
        {
            content: "Nothing can be done: only the reason and Close are shown",
            trigger:
                ".modal:not(:has(.o_field_widget[name=picking_id])):not(:has(button[name=action_create_returns_all])):has(button:contains(Close)) .alert-warning a:contains(/IN/)",
        },
        {
            trigger: ".modal button[special=cancel]:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});
