import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("after_sales_goodwill", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_refund]",
            run: "click",
        },
        {
            content: "Nothing comes back: a part of the price is given",
            trigger: ".modal .o_field_widget[name=refund_goodwill] input",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Desk lamp) td[name=goodwill_left]:contains(300.00)",
        },
        {
            trigger: ".modal .o_data_row:contains(Desk lamp) td[name=goodwill_percent]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Desk lamp) td[name=goodwill_percent] input",
            run: "edit 10",
        },
        {
            content: "Leave the line",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "click",
        },
        {
            content: "It is little: the agent posts it at once",
            trigger: ".modal .alert-info:contains(posted at once)",
        },
        {
            trigger:
                ".modal button[name=refund_moves]:contains(Reverse):contains(30.00)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=amount_total]:contains(30.00)",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Posted)",
        },
    ],
});
