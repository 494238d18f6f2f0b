import {openTransfer, validate} from "./outcomes_steps";
import {registry} from "@web/core/registry";

/**
 * Choose in the details of a product what becomes of one of its pieces.
 *
 * @param {string} serial
 * @param {string} disposition label of the choice
 * @returns {Array} steps
 */
function dispose(serial, disposition) {
    const choice = "[name=helpdesk_disposition_choice]";
    return [
        {
            trigger: `.modal .o_data_row:contains(${serial}) ${choice}`,
            run: "click",
        },
        {
            trigger: `.modal .o_selected_row ${choice} input`,
            run: "click",
        },
        {
            trigger: `.o_select_menu_item:contains(${disposition})`,
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_select_menu_menu)) .modal .o_selected_row ${choice} input:value(${disposition})`,
        },
        {
            content: "Leave the line, so that the next one is not mistaken for it",
            trigger: ".modal .modal-title",
            run: "click",
        },
        {
            trigger: `.modal:not(:has(.o_selected_row)) .o_data_row:contains(${serial}) ${choice}:contains(${disposition})`,
        },
    ];
}

// The warehouse decides, piece by piece, what becomes of what came back.
registry.category("web_tour.tours").add("after_sales_dispositions_warehouse", {
    steps: () => [
        ...openTransfer("/IN/"),
        {
            content: "All is proposed",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:contains(Restock)",
        },
        {
            trigger:
                ".o_field_widget[name=move_ids] .o_data_row:contains(Coffee machine) button[name=action_show_details]",
            run: "click",
        },
        ...dispose("SN-1", "Quarantine"),
        ...dispose("SN-2", "Scrap"),
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
        ...validate(),
        {
            content: "What is scrapped stands under the receipt's scraps",
            trigger: "button[name=action_see_move_scrap]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Coffee machine):contains(Done)",
        },
    ],
});
