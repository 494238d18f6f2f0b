// What several tours of returns do, step by step.

/**
 * Open the Return popup of a ticket, and say for all lines what shall follow.
 *
 * @param {string} outcome label of the choice
 * @returns {Array} steps
 */
export function chooseOutcome(outcome) {
    return [
        {
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons > button.dropdown-toggle",
            run: "click",
        },
        {
            trigger: "button[name=action_return]",
            run: "click",
        },
        {
            content: "What shall follow once it is here?",
            trigger: ".modal .o_group .o_field_widget[name=outcome] input",
            run: "click",
        },
        {
            content: "From body on, because a phone offers it beside the popup",
            trigger: `body .o_select_menu_item:contains(${outcome})`,
            run: "click",
        },
        {
            content: "Wait for the lines: left before, the choice would be cleared",
            trigger: `.modal .o_field_widget[name=product_return_moves]:contains(${outcome})`,
        },
    ];
}

/**
 * Open what is to be done for the customer of these tours, from a list of transfers.
 *
 * @param {string} sequence in the transfer's name
 * @returns {Array} steps
 */
export function openTransfer(sequence) {
    return [
        {
            trigger: `.o_list_view .o_data_row:contains(Lamp lovers):contains(Ready):contains(${sequence}) td[name=partner_id]`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Ready)",
        },
    ];
}

/**
 * Validate the transfer that is open, as any other.
 *
 * @returns {Array} steps
 */
export function validate() {
    return [
        {
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Done)",
        },
    ];
}

/**
 * Open the tab of a ticket that shows all that was made from it.
 *
 * @returns {Array} steps
 */
export function openTab() {
    return [
        {
            trigger: ".o_notebook .nav-link[name=after_sales]",
            run: "click",
        },
    ];
}
