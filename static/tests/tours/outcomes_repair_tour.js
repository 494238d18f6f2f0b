import {chooseOutcome, openTab, openTransfer, validate} from "./outcomes_steps";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("after_sales_outcome_repair_agent", {
    steps: () => [
        ...chooseOutcome("Repair"),
        {
            trigger:
                ".modal .o_data_row:contains(Coffee machine) td[name=outcome]:contains(Repair)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Repair)",
        },
    ],
});

// Who receives it also repairs it, and sends it.
tours.add("after_sales_outcome_repair_workshop", {
    steps: () => [
        ...openTransfer("/IN/"),
        ...validate(),
        {
            content: "The receipt leads to its repair",
            trigger: "button[name=action_view_repairs]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_repair_start]",
            run: "click",
        },
        {
            content: "Not before it is repaired",
            trigger:
                ".o_form_view:not(:has(button[name=action_send_back])) button[name=action_repair_end]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_send_back]",
            run: "click",
        },
        {
            content: "The delivery is ready",
            trigger: ".o_form_view .o_field_widget[name=helpdesk_repair_id]",
        },
        ...validate(),
    ],
});

tours.add("after_sales_outcome_repair_ticket", {
    steps: () => [
        ...openTab(),
        {
            trigger:
                ".o_after_sales_line:contains(Return of) .o_after_sales_chain li:contains(Goods received) .fa-check",
        },
        {
            trigger:
                ".o_after_sales_line:contains(Return of) .o_after_sales_chain li:contains(Repair) .fa-check",
        },
        {
            trigger:
                ".o_after_sales_line:contains(Repair of) .o_after_sales_chain li:contains(Send back) .fa-check",
        },
        {
            trigger: ".o_after_sales_line:contains(Repaired goods):contains(Sent)",
        },
    ],
});
