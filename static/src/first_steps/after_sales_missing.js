import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/**
 * What the services of a team still need, each with a button that makes it: in a window
 * over the team, which may be full of changes that are not saved yet.
 */
export class AfterSalesMissing extends Component {
    static template = "helpdesk_mgmt_after_sales.Missing";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get missing() {
        return this.props.record.data[this.props.name] || [];
    }

    async make(need) {
        const {record} = this.props;
        // As any button does, unless what is missing is why it cannot be saved.
        const isSaved =
            !(await record.isDirty()) ||
            ((await record.checkValidity()) && (await record.save()));
        const company = record.data.company_id;
        const action = await this.orm.call(
            "helpdesk.ticket.team",
            "action_make_missing",
            [need.name, (company && company.id) || false]
        );
        await this.action.doAction(action, {
            onClose: () => (isSaved ? record.load() : this.lookAgain(need)),
        });
    }

    /**
     * Let the server look again, without saving.
     *
     * @param {object} need what was missing
     */
    async lookAgain({switch: name}) {
        const {record} = this.props;
        await record.update({[name]: record.data[name]});
    }
}

registry.category("fields").add("after_sales_missing", {
    component: AfterSalesMissing,
    displayName: _t("What is missing"),
    supportedTypes: ["json"],
});
