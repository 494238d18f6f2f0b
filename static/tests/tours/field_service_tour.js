import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_plan", {
    steps: () => [
        {
            content: "Plan an intervention",
            trigger:
                ".o_form_view button[name='action_plan_intervention']:contains(Plan Intervention)",
            run: "click",
        },
        {
            trigger: ".modal-title:contains(Create a Field Service task)",
        },
        {
            content: "The project's template is proposed",
            trigger:
                ".modal .o_field_widget[name='worksheet_template_id'] input:value(Boiler maintenance)",
        },
        {
            trigger:
                ".modal button[name='action_create_view_task']:contains(Create & View Task)",
            run: "click",
        },
        {
            content: "The task opens, with its ticket",
            trigger:
                "body:not(:has(.modal)) .o_form_view [name='helpdesk_ticket_id']:contains(It does not work)",
        },
        {
            content: "An agent only reads it",
            trigger: ".o_form_view:not(:has(button[name='action_fsm_done']))",
        },
    ],
});

// On a small screen Odoo folds all buttons but one into a menu.
function pressButton(name, label) {
    return [
        {
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons > button.dropdown-toggle",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: `button[name='${name}']:contains(${label})`,
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: `.o_form_view button[name='${name}']:contains(${label})`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_work", {
    steps: () => [
        {
            content: "Open the worksheet",
            trigger: ".o_form_view .nav-link[name='worksheet']:contains(Worksheet)",
            run: "click",
        },
        {
            content: "Report the findings",
            trigger:
                "[name='worksheet_properties'] .o_property_field:contains(Findings) textarea",
            run: "edit Leaks at the valve",
        },
        {
            content: "Tick a checkbox",
            trigger:
                "[name='worksheet_properties'] .o_property_field:contains(Tight) input[type='checkbox']",
            run: "click",
        },
        ...pressButton("action_fsm_sign", "Sign"),
        {
            content: "The customer reads what they sign",
            trigger: ".modal [name='worksheet_html']:contains(Leaks at the valve)",
        },
        {
            trigger: ".modal .o_field_widget[name='signed_by'] input",
            run: "edit Joe Willis",
        },
        {
            trigger: ".modal .o_field_widget[name='signed_role'] input",
            run: "edit Site manager",
        },
        {
            content: "Sign on the screen",
            trigger: ".modal .o_field_widget[name='signature'] .o_signature",
            run: "click",
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            trigger: ".modal .modal-footer .btn-primary:enabled:contains(Adopt)",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(canvas.o_web_sign_signature)) .modal .o_field_widget[name='signature'] img",
        },
        {
            trigger: ".modal button[name='action_sign']",
            run: "click",
        },
        {
            content: "The work is done",
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name='action_fsm_done']:contains(Mark as Done)",
            run: "click",
        },
        {
            content: "Signed and locked",
            trigger:
                ".o_form_view:not(:has(button[name='action_fsm_done'])) [name='worksheet_signed_by']:contains(Joe Willis)",
        },
        {
            trigger: ".o_form_view:not(:has([name='worksheet_properties']))",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_portal", {
    steps: () => [
        {
            content: "Wait for interactions to load",
            trigger: "body[is-ready=true]",
        },
        {
            content: "From the ticket to its visit",
            trigger: "#fsm_tasks a:contains(Boiler on fire)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger:
                "body[is-ready=true] .o_fsm_progress [aria-current='step']:contains(Done)",
        },
        {
            trigger: "#worksheet:contains(Leaks at the valve)",
        },
        {
            trigger: "a[name='fsm_accept']:contains(Accept & Sign)",
            run: "click",
        },
        {
            trigger: ".modal.show .o_web_sign_name_and_signature input",
            run: "edit Joe Willis",
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            trigger: ".modal .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(Your signature was saved)",
        },
        {
            trigger: "[name='fsm_signature']:contains(Joe Willis)",
        },
    ],
});
