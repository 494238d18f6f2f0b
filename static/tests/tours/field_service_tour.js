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

// On a small screen Odoo folds all buttons but the first into a menu.
function pressFirstButton(name, label) {
    return {
        trigger: `.o_form_view .o_statusbar_buttons > button:first-child[name='${name}']:contains(${label})`,
        run: "click",
    };
}

// As a finger does.
function draw({anchor}) {
    const {left, top, width, height} = anchor.getBoundingClientRect();
    for (const [type, x, y, buttons] of [
        ["pointerdown", 0.2, 0.3, 1],
        ["pointermove", 0.5, 0.7, 1],
        ["pointermove", 0.8, 0.4, 1],
        ["pointerup", 0.8, 0.4, 0],
    ]) {
        anchor.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                cancelable: true,
                isPrimary: true,
                pointerId: 1,
                buttons,
                clientX: left + x * width,
                clientY: top + y * height,
            })
        );
    }
}

// Odoo clears a signature once its window is open, and Bootstrap then moves the focus.
async function untilOpened(anchor) {
    const animations = anchor.closest("body").getAnimations({subtree: true});
    await Promise.allSettled(animations.map(({finished}) => finished));
    await new Promise((resolve) => setTimeout(resolve, 200));
}

function signByHand() {
    return [
        {
            content: "It starts with drawing, not with the name in a fine hand",
            trigger: ".modal .o_web_sign_draw_button.active",
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            async run({anchor}) {
                await untilOpened(anchor);
                const {width, height} = anchor;
                const ink = anchor.getContext("2d").getImageData(0, 0, width, height);
                if (ink.data.some((value) => value)) {
                    throw new Error("Something was drawn before the customer did.");
                }
                draw({anchor});
            },
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
    ];
}

function signInThePopup() {
    return [
        {
            content: "Nobody's name is there yet",
            trigger: ".modal .o_field_widget[name='signed_by'] input:value()",
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
        ...signByHand(),
        {
            trigger: ".modal .modal-footer .btn-primary:enabled:contains(Adopt)",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(canvas.o_web_sign_signature)) .modal .o_field_widget[name='signature'] img",
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
        pressFirstButton("action_fsm_sign", "Sign"),
        {
            content: "The customer reads what they sign",
            trigger:
                ".modal:not(:has(.alert-warning)) [name='worksheet_html']:contains(Leaks at the valve)",
        },
        ...signInThePopup(),
        {
            trigger: ".modal button[name='action_sign']",
            run: "click",
        },
        {
            content: "The work is done",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
        pressFirstButton("action_fsm_done", "Mark as Done"),
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

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_empty", {
    steps: () => [
        {
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons > button.dropdown-toggle",
            run: "click",
        },
        {
            trigger: "button[name='action_fsm_done']:contains(Mark as Done)",
            run: "click",
        },
        {
            content: "Nothing was entered: a question",
            trigger:
                ".modal-body:contains(Nothing was entered in the report of Visit. Mark as done anyway?)",
        },
        {
            trigger: ".modal-footer button:contains(Mark as Done Anyway)",
            run: "click",
        },
        {
            content: "It is done",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_statusbar_status button:visible:contains(Done)",
        },
        pressFirstButton("action_fsm_sign", "Sign"),
        {
            trigger: ".modal .alert-warning:contains(Nothing was entered)",
        },
        ...signInThePopup(),
        {
            trigger: ".modal button[name='action_sign_empty']:contains(Sign)",
            run: "click",
        },
        {
            content: "A question again",
            trigger:
                ".modal:contains(Sign it anyway?) .modal-footer button:contains(Sign Anyway)",
            run: "click",
        },
        {
            content: "Signed",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name='action_fsm_sign']))",
        },
        {
            trigger: ".o_form_view .nav-link[name='worksheet']:contains(Worksheet)",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='worksheet_signed_by']:contains(Joe Willis)",
        },
    ],
});

function signInThePortal() {
    return [
        {
            trigger: ".modal.show .o_web_sign_name_and_signature input:value()",
            run: ({anchor}) => untilOpened(anchor),
        },
        {
            trigger: ".modal.show .o_web_sign_name_and_signature input:value()",
            run: "edit Joe Willis",
        },
        ...signByHand(),
    ];
}

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_portal", {
    steps: () => [
        {
            content: "Wait for interactions to load",
            trigger: "body[is-ready=true]",
        },
        {
            content: "From the ticket to its visit",
            trigger:
                "#after_sales_documents li:contains(Boiler on fire) a[href*='#worksheet']",
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
            trigger: "a[name='fsm_accept_now']:contains(Accept & Sign)",
            run: "click",
        },
        ...signInThePortal(),
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

registry.category("web_tour.tours").add("helpdesk_after_sales_fsm_portal_empty", {
    steps: () => [
        {
            content: "Wait for interactions to load",
            trigger: "body[is-ready=true]",
        },
        {
            trigger: "a[name='fsm_accept_now']:contains(Accept & Sign)",
            run: "click",
        },
        {
            content: "Nothing was entered: a question",
            trigger: "#fsm_sign_empty.show:contains(Sign it anyway?)",
        },
        {
            trigger: "button[name='fsm_sign_anyway']",
            run: "click",
        },
        ...signInThePortal(),
        {
            trigger: "#fsm_sign.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(Your signature was saved)",
        },
    ],
});
