import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("after_sales_approval_agent", {
    steps: () => [
        {
            content: "Open the Refund popup",
            trigger: ".o_form_view button[name=action_refund]",
            run: "click",
        },
        {
            content: "All of it is beyond the limit: the button to do it is gone",
            trigger:
                ".modal:not(:has(button[name=refund_moves])) .alert-warning:contains(more than the)",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=approval_note] textarea",
            run: "edit Furious",
        },
        {
            trigger: ".modal button[name=action_ask_approval]",
            run: "click",
        },
        {
            content: "It is told, and the popup is closed",
            trigger: "body:not(:has(.modal)) .o_notification:contains(were asked)",
        },
    ],
});

tours.add("after_sales_approval_approver", {
    steps: () => [
        {
            content: "Open what waits",
            trigger: ".o_list_view .o_data_row:contains(Furious) td[name=name]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=limit_text]:contains(more than)",
        },
        {
            content: "Open the popup as the agent had it",
            trigger: ".o_form_view button[name=action_open_popup]",
            run: "click",
        },
        {
            trigger: ".modal .alert-warning:contains(Furious)",
        },
        {
            content: "Less of it, but more than the agent may",
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=quantity] input",
            run: "edit 2",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "click",
        },
        {
            trigger:
                ".modal:not(:has(button[name=action_ask_approval])) button[name=refund_moves]:contains(200.00)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=amount_total]:contains(200.00)",
        },
    ],
});

tours.add("after_sales_approval_refuse", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_refuse]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Repair it",
        },
        {
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_arrow_button_current:contains(Refused)",
        },
    ],
});
