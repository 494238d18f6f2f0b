import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// What was done for a customer: seen, opened and undone from the ticket's first tab.
tours.add("after_sales_overview_agent", {
    steps: () => [
        {
            content: "The tab is the first one, and says what is to come",
            trigger:
                ".o_after_sales_overview .o_after_sales_headline:contains(1 of 1 open)",
        },
        {
            content: "Open the return",
            trigger: ".o_after_sales_line a:contains(Return of 5 Desk lamp)",
            run: "click",
        },
        {
            content: "It offers to be undone, too",
            trigger: ".o_form_view button[name=action_after_sales_undo]",
        },
        {
            content: "Back to the ticket",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_after_sales_line .badge:contains(Expected)",
        },
        {
            content: "Undo it",
            trigger: ".o_after_sales_line button:contains(Undo)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Wrong delivery",
        },
        {
            trigger: ".modal button[name=action_undo]",
            run: "click",
        },
        {
            content: "The tab says so without being opened anew",
            trigger:
                "body:not(:has(.modal)) .o_after_sales_line .badge:contains(Cancelled)",
        },
        {
            trigger: ".o_after_sales_line:not(:has(button:contains(Undo)))",
        },
        {
            content: "Nothing else can be linked",
            trigger: ".o_after_sales_overview button:contains(Link a document)",
            run: "click",
        },
        {
            trigger: ".modal .alert:contains(There is nothing to link)",
        },
        {
            trigger: ".modal-footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});
