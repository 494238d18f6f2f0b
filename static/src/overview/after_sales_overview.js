import {Component, onWillStart, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {FIRST_STEPS_TOUR} from "../first_steps/first_steps_tour";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const NOTHING = {headline: "", total: 0, documents: [], hint: "", has_tour: false};

/**
 * What was done for the customer of a ticket. It asks when its tab is shown, so that
 * opening a ticket costs nothing more; and again when something was made.
 */
export class AfterSalesOverview extends Component {
    static template = "helpdesk_mgmt_after_sales.Overview";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.tour = useService("tour_service");
        this.state = useState({...NOTHING});
        this.shown = null;
        onWillStart(() => this.load());
        useRecordObserver((record) => {
            const shown = `${record.resId} ${record.data.after_sales_document_count}`;
            if (this.shown !== null && this.shown !== shown) {
                this.load();
            }
            this.shown = shown;
        });
    }

    async load() {
        const {resId} = this.props.record;
        if (!resId) {
            Object.assign(this.state, NOTHING);
            return;
        }
        const overview = await this.orm.call(
            "helpdesk.ticket",
            "after_sales_get_overview",
            [resId]
        );
        if (resId === this.props.record.resId) {
            Object.assign(this.state, NOTHING, overview);
        }
    }

    async open(line) {
        const action = await this.orm.call(
            "helpdesk.after.sales.document",
            "action_open",
            [line.id]
        );
        await this.action.doAction(action);
    }

    async undo(line) {
        const action = await this.orm.call(
            "helpdesk.after.sales.document",
            "action_undo",
            [line.id]
        );
        await this.action.doAction(action, {onClose: () => this.reload()});
    }

    async sendAgain(line, mail) {
        const action = await this.orm.call(
            "helpdesk.after.sales.document",
            "action_send_again",
            [line.id, mail.step]
        );
        // It reloads the whole form, and with it this tab.
        await this.action.doAction(action);
    }

    async showMe() {
        await this.tour.startTour(FIRST_STEPS_TOUR, {
            mode: "manual",
            // From this ticket on.
            redirect: false,
            rainbowManMessage: _t(
                "Well done! Whatever a customer needs, it starts at the ticket."
            ),
        });
    }

    async openAll() {
        const action = await this.orm.call(
            "helpdesk.ticket",
            "action_open_after_sales_documents",
            [this.props.record.resId]
        );
        await this.action.doAction(action);
    }

    async link() {
        const action = await this.orm.call("helpdesk.ticket", "action_link_documents", [
            this.props.record.resId,
        ]);
        await this.action.doAction(action, {onClose: () => this.reload()});
    }

    removeLink(line) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Unlink"),
            body: _t(
                "%s does not show on this ticket any more. It stays in its app.",
                line.title
            ),
            confirmLabel: _t("Unlink"),
            confirm: async () => {
                await this.orm.call(
                    "helpdesk.after.sales.document",
                    "action_remove_link",
                    [line.id]
                );
                await this.reload();
            },
            // Without it there is no way back.
            cancel: () => null,
        });
    }

    async reload() {
        await Promise.all([this.props.record.load(), this.load()]);
    }

    async openRelated(record) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: record.res_model,
            res_id: record.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("after_sales_overview", {
    component: AfterSalesOverview,
});
