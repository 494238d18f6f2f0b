import {X2ManyFieldDialog} from "@web/views/fields/relational_utils";
import {patch} from "@web/core/utils/patch";

/**
 * On a phone a line of a popup is edited in a dialog. Where no line can be added, as in
 * a list of what was bought, the dialog must not offer Save & New either.
 */
patch(X2ManyFieldDialog.prototype, {
    setup() {
        super.setup();
        const form = this.props.archInfo.xmlDoc;
        if (form.classList.contains("o_after_sales_no_new_line")) {
            this.canCreate = false;
        }
    },
});
