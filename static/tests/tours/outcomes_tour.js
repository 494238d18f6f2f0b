import {chooseOutcome, openTab, openTransfer, validate} from "./outcomes_steps";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From the popup to the money: the agent says it once.
tours.add("after_sales_outcome_agent", {
    steps: () => [
        ...chooseOutcome("Refund"),
        {
            content: "The popup says what it comes to",
            trigger: ".modal .o_field_widget[name=outcome_notice]:contains(500.00)",
        },
        {
            content: "The lines have it, too; two of the five lamps",
            trigger: ".modal .o_data_row td[name=outcome]:contains(Refund)",
        },
        {
            trigger: ".modal .o_data_row td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row td[name=quantity] input",
            run: "edit 2",
        },
        {
            trigger: ".modal .modal-title",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=outcome_notice]:contains(200.00)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            content: "The return says what follows",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Refund)",
        },
    ],
});

tours.add("after_sales_outcome_warehouse", {
    steps: () => [
        ...openTransfer("/IN/"),
        {
            content: "The warehouse sees it, and does nothing else than ever",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Refund)",
        },
        ...validate(),
    ],
});

tours.add("after_sales_outcome_ticket", {
    steps: () => [
        ...openTab(),
        {
            content: "The ticket shows cause and effect",
            trigger: ".o_after_sales_chain li:contains(Goods received) .fa-check",
        },
        {
            trigger: ".o_after_sales_chain li:contains(Refund) .fa-check",
        },
        {
            content: "And the refund of it",
            trigger:
                ".o_after_sales_line:contains(Refund of 2 Desk lamp):contains(200.00)",
        },
    ],
});
