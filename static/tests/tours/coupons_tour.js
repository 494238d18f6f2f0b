import {registry} from "@web/core/registry";

const openPopup = [
    {
        content: "Open the popup",
        trigger: ".o_form_view button[name='action_coupon']:contains(Coupon)",
        run: "click",
    },
    {
        trigger: ".modal-title:contains(Generate a Coupon)",
    },
    {
        content: "The only program is chosen",
        trigger: ".modal .o_field_widget[name='program_id'] input:value(Sorry)",
    },
];

registry.category("web_tour.tours").add("helpdesk_after_sales_coupon_mail", {
    steps: () => [
        ...openPopup,
        {
            trigger: ".modal button[name='action_send_email']:contains(Send by Email)",
            run: "click",
        },
        {
            trigger: ".modal-title:contains(Compose Email)",
        },
        {
            content: "The customer gets it",
            trigger: ".modal [name='partner_ids']:contains(Deco Addict)",
        },
        {
            trigger: ".modal button[name='action_send_mail']",
            run: "click",
        },
        {
            content: "The smart button is there at once",
            trigger:
                "body:not(:has(.modal)) button[name='action_view_coupons']:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='after_sales_state']:contains(Unused)",
        },
        {
            trigger:
                ".o_form_view [name='helpdesk_ticket_id']:contains(It does not work)",
        },
        {
            content: "Take it back",
            trigger: ".o_form_view button[name='action_coupon_revoke']",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view [name='after_sales_state']:contains(Revoked)",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_after_sales_coupon_share", {
    steps: () => [
        ...openPopup,
        {
            trigger:
                ".modal button[name='action_get_share_link']:contains(Get Share Link)",
            run: "click",
        },
        {
            trigger: ".modal-title:contains(Share Coupons)",
        },
        {
            trigger: ".modal [name='share_link']:contains(/coupon/)",
        },
        {
            trigger: ".modal [name='share_link'] button:contains(Copy)",
            run: "click",
        },
        {
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) button[name='action_view_coupons']:contains(1)",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_after_sales_coupon_cart", {
    steps: () => [
        {
            trigger: ".oe_product_cart a:contains(Desk lamp)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#add_to_cart",
            run: "click",
        },
        {
            trigger: ".my_cart_quantity:contains(1)",
        },
        {
            trigger: "a[href='/shop/cart']:not(:hidden)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The reward is in the cart",
            trigger: "#cart_products h6:contains(10% on your order)",
        },
        {
            trigger: "tr[name='o_order_total_untaxed']:contains(90.00)",
        },
    ],
});
