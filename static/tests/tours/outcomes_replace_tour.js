import {chooseOutcome, openTab, openTransfer, validate} from "./outcomes_steps";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/**
 * Choose in the Return popup that one piece is replaced.
 *
 * @returns {Array} steps
 */
function replaceOne() {
    return [
        ...chooseOutcome("Replace"),
        {
            trigger: ".modal .o_data_row td[name=quantity]",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name=quantity] input",
            run: "edit 1",
        },
    ];
}

tours.add("after_sales_replace_agent", {
    steps: () => [
        ...replaceOne(),
        {
            content: "The popup says when the replacement is sent",
            trigger:
                ".modal .o_field_widget[name=outcome_notice]:contains(sent once the goods have arrived)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            content: "The return says what follows",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Replace)",
        },
    ],
});

tours.add("after_sales_replace_other_agent", {
    steps: () => [
        ...replaceOne(),
        {
            content: "Another lamp is sent for it",
            trigger: ".modal .o_selected_row td[name=replace_product_id] input",
            run: "edit Floor lamp",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Floor lamp)",
            run: "click",
        },
        {
            content: "What it costs more is said before anything is made",
            trigger:
                ".modal .o_field_widget[name=outcome_notice]:contains(/costs .*50.00 more than Desk lamp/)",
        },
        {
            content: "As is what is refunded",
            trigger: ".modal .o_field_widget[name=outcome_notice]:contains(refunded)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Replace)",
        },
    ],
});

// The warehouse receives, and sends what this made.
tours.add("after_sales_replace_warehouse", {
    steps: () => [
        ...openTransfer("/IN/"),
        {
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Replace)",
        },
        ...validate(),
        {
            trigger: "[data-menu-xmlid='stock.menu_stock_warehouse_mgmt']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='stock.out_picking']",
            run: "click",
        },
        ...openTransfer("/OUT/"),
        {
            trigger:
                ".o_field_widget[name=helpdesk_document_type]:contains(Replacement)",
        },
        ...validate(),
    ],
});

tours.add("after_sales_replace_ticket", {
    steps: () => [
        ...openTab(),
        {
            content: "The ticket shows cause and effect",
            trigger: ".o_after_sales_chain li:contains(Goods received) .fa-check",
        },
        {
            trigger: ".o_after_sales_chain li:contains(Replacement) .fa-check",
        },
        {
            content: "And the replacement",
            trigger:
                ".o_after_sales_line:contains(Replacement of 1 Desk lamp):contains(Sent)",
        },
    ],
});

// On a phone, where the lines are cards.
tours.add("after_sales_replace_phone", {
    steps: () => [
        ...chooseOutcome("Replace"),
        {
            content: "The card says it, too",
            trigger: ".modal .o_kanban_record:contains(Desk lamp):contains(Replace)",
            run: "click",
        },
        {
            trigger: ".modal .o_form_view .o_field_widget[name=quantity] input",
            run: "edit 1",
        },
        {
            trigger: ".modal .o_form_button_save:contains(Save)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=outcome_notice]:contains(sent once the goods have arrived)",
        },
        {
            trigger: ".modal button[name=action_create_returns]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=move_ids] .o_kanban_record:contains(Replace)",
        },
    ],
});
