import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From the icons of a list, by a filter, to the tickets that are to be closed: the
// status bar saves at once, so it asks before. Then to all documents.
tours.add("after_sales_closing", {
    steps: () => [
        {
            content: "The icon of the ticket says what is open",
            trigger:
                ".o_data_row:contains(With a coupon) .o_after_sales_icon[aria-label='Coupon: 1 open'] .fa-gift",
        },
        {
            trigger:
                ".o_data_row:contains(With nothing):not(:has(.o_after_sales_icon))",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(Unused coupon)",
            run: "click",
        },
        {
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains(With nothing))) .o_data_row:contains(Of a strict team) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button[data-value]:contains(Done)",
            run: "click",
        },
        {
            content: "Its team refuses to close it",
            trigger: ".modal:contains(It cannot be closed yet) p:contains(Coupon)",
        },
        {
            trigger: ".modal footer button",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(At work)",
        },
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_record:contains(With a coupon):has(.o_after_sales_icon .fa-gift)",
            run: "click",
        },
        {
            content: "Close the ticket",
            trigger: ".o_form_view .o_arrow_button[data-value]:contains(Done)",
            run: "click",
        },
        {
            content: "It says what is open",
            trigger: ".modal:contains(Something is still open) p:contains(Coupon)",
        },
        {
            trigger: ".modal button:contains(Keep It Open)",
            run: "click",
        },
        {
            content: "Nothing has changed",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(At work)",
        },
        {
            trigger: ".o_form_view .o_arrow_button[data-value]:contains(Done)",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Close the Ticket)",
            run: "click",
        },
        {
            content: "It is saved, and asked once",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Done)",
        },
        {
            trigger: ".o-mail-Message:contains(Closed while this was open)",
        },
        {
            content: "All documents",
            trigger: "button[data-menu-xmlid='helpdesk_mgmt.helpdesk_ticket_menu']",
            run: "click",
        },
        {
            trigger:
                ".dropdown-item[data-menu-xmlid='helpdesk_mgmt_after_sales.menu_after_sales_document']",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(After-Sales Documents)",
        },
        {
            trigger: ".o_data_row:contains(With a coupon) td[name=summary]",
            run: "click",
        },
        {
            content: "The row opens its document",
            trigger: ".o_form_view .o_field_widget[name=code]",
        },
    ],
});
