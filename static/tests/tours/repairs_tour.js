import {registry} from "@web/core/registry";

// From the ticket's button to the repair order, as an agent without Inventory rights.
registry.category("web_tour.tours").add("helpdesk_after_sales_repair", {
    steps: () => [
        {
            content: "The ticket tells the warranty",
            trigger: ".o_field_widget[name=warranty_info]:contains(Warranty until)",
        },
        {
            trigger: "button[name=action_repair]",
            run: "click",
        },
        {
            content: "The product is filled in",
            trigger: ".modal .o_field_widget[name=product_id] input:value(Desk lamp)",
        },
        {
            content: "The warranty was looked up",
            trigger: ".modal .o_field_widget[name=under_warranty] input:checked",
        },
        {
            content: "No quotation without Sales rights",
            trigger: ".modal:not(:has(button[name=action_create_quotation]))",
        },
        {
            content: "Create a tag on the fly",
            trigger: ".modal .o_field_widget[name=tag_ids] input",
            run: "edit Broken switch",
        },
        {
            trigger:
                ".o_m2o_dropdown_option_create a, .ui-menu-item a:contains(Create)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=tag_ids] .o_tag:contains(Broken switch)",
        },
        {
            trigger:
                ".modal .o_field_widget[name=part_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=part_ids] [name=product_id] input",
            run: "edit Heating element",
        },
        {
            trigger: ".ui-menu-item a:contains(Heating element)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=part_ids] [name=product_uom_qty] input",
            run: "edit 2",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_notification:contains(is confirmed)",
        },
        {
            content: "The smart button opens the repair order",
            trigger: "button[name=action_view_repairs]",
            run: "click",
        },
        {
            content: "It opens read-only and complete",
            trigger:
                ".o_form_view .o_field_widget[name=move_ids] .o_data_row:contains(Heating element)",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Confirmed)",
        },
        {
            content: "Back to the ticket, whose note has a link to the repair order",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger:
                ".o-mail-Message:contains(Repair of 1) a[data-oe-model='repair.order']",
            run: "click",
        },
        {
            content: "The same form opens",
            trigger:
                ".o_form_view .o_field_widget[name=move_ids] .o_data_row:contains(Heating element)",
        },
    ],
});
