/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Interaction} from "@web/public/interaction";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/**
 * Copies the code of a coupon. Without it the code can be selected by one click.
 */
export class CopyCode extends Interaction {
    static selector = ".o_after_sales_code";
    dynamicContent = {
        ".o_after_sales_copy": {
            "t-on-click": this.onClickCopy,
            "t-att-class": () => ({"d-none": false}),
        },
    };

    async onClickCopy() {
        const code = this.el.querySelector(".o_after_sales_code_text");
        try {
            // Browsers offer it on encrypted pages only.
            await this.waitFor(browser.navigator.clipboard.writeText(code.textContent));
        } catch {
            window.getSelection().selectAllChildren(code);
            if (!document.execCommand("copy")) {
                return;
            }
        }
        this.el.querySelector(".o_after_sales_copied").classList.remove("d-none");
    }
}

registry
    .category("public.interactions")
    .add("helpdesk_mgmt_after_sales.copy_code", CopyCode);
