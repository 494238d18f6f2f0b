import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openTab = {
    content: "Open the tab After-Sales of the team",
    trigger: ".o_form_view .nav-link[name=after_sales]",
    run: "click",
};

// What is missing is made over the team, which is saved.
tours.add("after_sales_first_steps_reason", {
    steps: () => [
        openTab,
        {
            trigger: ".o_after_sales_need[data-need=reason] button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Scratched",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(.o_after_sales_missing))",
        },
    ],
});

// The team cannot be saved for the want of it, and has changes.
tours.add("after_sales_first_steps_project", {
    steps: () => [
        openTab,
        {
            trigger: ".o_field_widget[name=use_coupons] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=use_fsm] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_after_sales_need[data-need=fsm_project] button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Visits at home",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It is chosen already",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(.o_after_sales_need[data-need=fsm_project])) .o_field_widget[name=fsm_project_id] input:value(Visits at home)",
        },
        {
            content: "What was changed before is kept",
            trigger: ".o_field_widget[name=use_coupons] input:checked",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
    ],
});
