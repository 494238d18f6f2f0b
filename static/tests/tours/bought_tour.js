import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From a ticket to the return of exactly what the customer bought, in one tab.
tours.add("after_sales_bought_agent", {
    steps: () => [
        {
            content: "The tab is the first one as long as nothing was done",
            trigger:
                ".o_after_sales_bought_line:contains(Desk lamp):contains(Returnable until)",
        },
        {
            content: "What was not delivered says so",
            trigger:
                ".o_after_sales_bought_line:contains(Coffee machine) .o_after_sales_bought_refusal:contains(Nothing was delivered yet)",
        },
        {
            content: "Search for it",
            trigger: ".o_after_sales_bought_search input",
            run: "edit lamp",
        },
        {
            trigger: ".o_after_sales_bought_search button",
            run: "click",
        },
        {
            trigger:
                ".o_after_sales_bought:not(:has(.o_after_sales_bought_line:contains(Coffee machine)))",
        },
        {
            content: "Choose it",
            trigger: ".o_after_sales_bought_line button:contains(Choose)",
            run: "click",
        },
        {
            content: "The ticket says so, too",
            trigger: ".o_after_sales_bought_chosen:contains(Chosen)",
        },
        {
            content: "Return it",
            trigger:
                ".o_after_sales_bought_line button:contains(Return):not(:contains(Refund))",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=product_return_moves]:contains(Desk lamp)",
        },
        {
            trigger: ".modal-footer button[name=action_create_returns]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=helpdesk_document_type]:contains(Return)",
        },
        {
            content: "The return is open; back to the ticket",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "What was done is the first tab now, this one the next",
            trigger:
                ".o_notebook .nav-item:has(.nav-link[name=after_sales]) + .nav-item .nav-link[name=bought_later]",
            run: "click",
        },
        {
            trigger:
                ".o_after_sales_bought_line:contains(On its way back) .o_after_sales_bought_refusal:contains(All of it is back)",
        },
    ],
});
