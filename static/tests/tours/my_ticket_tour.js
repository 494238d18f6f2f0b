import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("helpdesk_after_sales_my_ticket", {
    steps: () => [
        {
            content: "My account counts what is being done",
            trigger:
                ".o_portal_index_card a:contains(What we are doing for you):visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "main a:contains(It does not work)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            // Browsers copy for people only, whose click it is.
            content: "The code of the coupon can be copied",
            trigger: "#after_sales_documents .o_after_sales_copy:visible",
        },
        {
            content: "From the ticket to its order",
            trigger: "[name='after_sales_orders'] a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "And back",
            trigger: "[name='after_sales_tickets'] a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#after_sales_documents [data-service='use_product_returns']",
        },
    ],
});
