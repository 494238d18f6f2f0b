import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// What customers do on any of the ways there: what is wrong, what they would like, sent.
function ask(wish, help) {
    return [
        {
            trigger: "form[name='request_about'] label.btn:contains(Defective)",
            run: "click",
        },
        {
            trigger: `form[name='request_about'] input[name='wish'][value='${wish}']:enabled`,
            run: "click",
        },
        {
            trigger: "form[name='request_about'] textarea[name='note']",
            run: "edit It flickers.",
        },
        {
            trigger: "form[name='request_about'] button:contains(Continue)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They read what they send, and what happens next",
            trigger: `dd:contains(${help})`,
        },
        {
            trigger: "dd:contains(It flickers.)",
        },
        {
            trigger: "form[name='request_send'] button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They get a number, and see how far it is",
            trigger: "[name='request_sent']:contains(Its number is HT)",
        },
        {
            trigger: "#after_sales_asked .badge:contains(Requested)",
        },
    ];
}

const FROM_DOCUMENT = [
    {
        trigger: "a[name='after_sales_ask']",
        run: "click",
        expectUnloadPage: true,
    },
];

// From the page of an order: its only product is chosen already.
tours.add("helpdesk_after_sales_request_return", {
    steps: () => [
        ...FROM_DOCUMENT,
        {
            trigger: "form[name='request_about'] input[type='number']:value(5)",
            run: "edit 2",
        },
        ...ask("refund", "You get a return slip"),
        {
            content: "A photo can follow",
            trigger: "a[name='request_photos']",
        },
    ],
});

// From their account, among all that they bought.
tours.add("helpdesk_after_sales_request_exchange", {
    steps: () => [
        {
            trigger: "a:contains(Help with a purchase)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form[name='request_choose'] label:contains(Desk lamp)",
            run: "click",
        },
        {
            trigger: "form[name='request_choose'] button:contains(Continue)",
            run: "click",
            expectUnloadPage: true,
        },
        ...ask("exchange", "a new one once it has arrived"),
    ],
});

// By the link of an order, without a login.
tours.add("helpdesk_after_sales_request_visit", {
    steps: () => [...FROM_DOCUMENT, ...ask("visit", "We arrange a day")],
});

// From a ticket, of one of several pieces with a serial number.
tours.add("helpdesk_after_sales_request_repair", {
    steps: () => [
        ...FROM_DOCUMENT,
        {
            trigger: "form[name='request_choose'] label:contains(SN-2)",
            run: "click",
        },
        {
            trigger: "form[name='request_choose'] button:contains(Continue)",
            run: "click",
            expectUnloadPage: true,
        },
        ...ask("repair", "We look at it"),
        {
            content: "And takes it back, as it works again",
            trigger: "a[name='request_withdraw']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form[name='request_withdraw'] button:contains(Withdraw it)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#after_sales_asked .badge:contains(Withdrawn)",
        },
    ],
});

// What agents do: one look at what is asked for, the popup filled in, made.
function grant(steps) {
    return [
        {
            trigger:
                "[name='request_banner'] [name='request_text']:contains(Desk lamp)",
        },
        {
            trigger: "[name='request_banner'] button[name='action_request_open_popup']",
            run: "click",
        },
        ...steps,
    ];
}

tours.add("helpdesk_after_sales_grant_return", {
    steps: () =>
        grant([
            {
                trigger:
                    ".modal .o_data_row:contains(Desk lamp) td[name='quantity']:contains(2)",
            },
            {
                trigger: ".modal button[name='action_create_returns']",
                run: "click",
            },
            {
                trigger: ".o_form_view .o_arrow_button_current:contains(Ready)",
            },
        ]),
});

tours.add("helpdesk_after_sales_grant_exchange", {
    steps: () =>
        grant([
            {
                trigger: ".modal .o_data_row:contains(Desk lamp)",
            },
            {
                trigger:
                    ".modal .o_group .o_field_widget[name='outcome'] input:value(Replace)",
            },
            {
                trigger: ".modal button[name='action_create_returns']",
                run: "click",
            },
            {
                trigger: ".o_form_view .o_arrow_button_current:contains(Ready)",
            },
        ]),
});

tours.add("helpdesk_after_sales_grant_visit", {
    steps: () =>
        grant([
            {
                trigger: ".modal .o_field_widget[name='project_id']",
            },
            {
                trigger: ".modal button[name='action_create_view_task']",
                run: "click",
            },
            {
                trigger: ".o_form_view .o_field_widget[name='project_id']",
            },
        ]),
});
