import {registry} from "@web/core/registry";

// A mail that the customer did not get, sent once more from the ticket's tab.
registry.category("web_tour.tours").add("after_sales_notice_again", {
    steps: () => [
        {
            content: "The tab says what the customer was told",
            trigger: ".o_after_sales_mails:contains(Return prepared)",
        },
        {
            content: "Send it again",
            trigger: ".o_after_sales_mails button:contains(Send again)",
            run: "click",
        },
        {trigger: ".o_notification:contains(Sent again to)"},
        {
            content: "The form shows the second mail",
            trigger:
                ".o-mail-Thread:has(.o-mail-Message:contains(Dear) ~ .o-mail-Message:contains(Dear))",
        },
        {
            content: "It can be worked with: look at another tab",
            trigger: "body:not(:has(.modal)) .nav-link:contains(Description)",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=description]"},
        {
            content: "And back",
            trigger: "body:not(:has(.modal)) .nav-link:contains(After-Sales)",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) .o_after_sales_mails button"},
    ],
});
