import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * What was made from a ticket: an icon per service, coloured as long as any is open.
 */
export class AfterSalesIcons extends Component {
    static template = "helpdesk_mgmt_after_sales.Icons";
    static props = {...standardFieldProps};

    get icons() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("after_sales_icons", {
    component: AfterSalesIcons,
    displayName: _t("After-Sales"),
    supportedTypes: ["json"],
});
