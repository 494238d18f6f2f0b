import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("helpdesk_after_sales_reason", {
    steps: () => [
        {
            trigger: ".o_form_view button[name='action_coupon']:contains(Coupon)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='program_id'] input:value(Sorry)",
        },
        {
            content: "The team asks for a reason",
            trigger: ".modal .o_required_modifier[name='after_sales_reason_id']",
        },
        {
            trigger: ".modal button[name='action_send_email']",
            run: "click",
        },
        {
            content: "Nothing is made without",
            trigger: ".modal .o_field_invalid[name='after_sales_reason_id'] input",
            run: "click",
        },
        {
            content: "Only what fits is offered",
            trigger:
                ".ui-autocomplete:contains(Late):not(:contains(Worn out)) a:contains(Late)",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_send_email']",
            run: "click",
        },
        {
            trigger: ".modal-title:contains(Compose Email)",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "The coupon keeps it",
            trigger:
                "body:not(:has(.modal)) button[name='action_view_coupons']:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='after_sales_reason_id']:contains(Late)",
        },
    ],
});
