import {registry} from "@web/core/registry";

function chooseFirst() {
    return [
        {
            content: "The first free time",
            trigger: "form[name='choose_slot'] fieldset:first label:first",
            run: "click",
        },
        {
            trigger: "form[name='choose_slot'] fieldset:first input:first:checked",
        },
        {
            trigger: "form[name='choose_slot'] button[name='choose']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is said when somebody comes",
            trigger: "[name='visit_chosen']:contains(We come on)",
        },
    ];
}

registry.category("web_tour.tours").add("helpdesk_after_sales_visit_choose", {
    steps: () => [
        {
            trigger: "[name='visit_actions'] a:contains(Choose a time)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[name='visit_slots'] h1:contains(When may we come?)",
        },
        ...chooseFirst(),
        {
            trigger: "[name='visit_actions'] a:contains(Add to my calendar)",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_after_sales_visit_move", {
    steps: () => [
        {
            trigger: "[name='visit_actions'] a:contains(Move the visit)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[name='visit_slots'] h1:contains(Move the visit)",
        },
        {
            content: "Days that are further away",
            trigger: "[name='later_days'] summary",
            run: "click",
        },
        {
            trigger: "[name='later_days'][open] label:last",
            run: "click",
        },
        {
            trigger: "form[name='choose_slot'] button[name='choose']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[name='visit_chosen']:contains(We come on)",
        },
        {
            content: "Ask the agent to cancel it",
            trigger: "[name='visit_actions'] a:contains(Cancel the visit)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form[name='ask_visit'] textarea",
            run: "edit It works again",
        },
        {
            trigger: "form[name='ask_visit'] button[name='ask']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "[name='visit_asked']:contains(will answer you soon)",
        },
    ],
});
