import {Component, onWillStart, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const PAGE = 10;

/**
 * What the customer of a ticket bought, and what can be done about each line. It asks
 * when its tab is shown, so that opening a ticket costs nothing more; and again when the
 * customer changes or something was made.
 */
export class AfterSalesBought extends Component {
    static template = "helpdesk_mgmt_after_sales.Bought";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({
            lines: [],
            more: false,
            is_narrowed: false,
            may_act: false,
            search: "",
            searched: "",
            everything: false,
            lots: {},
            isLoaded: false,
        });
        this.asked = 0;
        this.shown = null;
        onWillStart(() => this.load());
        useRecordObserver((record) => {
            const {partner_id: partner, after_sales_document_count: count} =
                record.data;
            const shown = `${record.resId} ${partner && partner.id} ${count}`;
            if (this.shown !== null && this.shown !== shown) {
                this.load();
            }
            this.shown = shown;
        });
    }

    async load(offset = 0) {
        const {resId} = this.props.record;
        const asked = ++this.asked;
        if (!resId) {
            this.state.lines = [];
            return;
        }
        const {searched, everything} = this.state;
        const bought = await this.orm.call(
            "helpdesk.ticket",
            "bought_get_lines",
            [resId],
            {search: searched, limit: PAGE, offset, everything}
        );
        // Only what was asked for last.
        if (asked !== this.asked) {
            return;
        }
        for (const line of bought.lines) {
            this.state.lots[line.id] = line.lot_id;
        }
        if (offset) {
            bought.lines = [...this.state.lines, ...bought.lines];
        }
        Object.assign(this.state, bought, {isLoaded: true});
    }

    async search() {
        this.state.searched = this.state.search.trim();
        await this.load();
    }

    async clear() {
        this.state.search = "";
        await this.search();
    }

    async showMore() {
        await this.load(this.state.lines.length);
    }

    async showEverything() {
        this.state.everything = true;
        await this.load();
    }

    setLot(line, value) {
        this.state.lots[line.id] = Number(value) || false;
    }

    async open(line, offer) {
        if (!(await this.props.record.save())) {
            return;
        }
        const action = await this.call("action_bought_open", [
            offer.name,
            line.id,
            this.state.lots[line.id],
        ]);
        await this.action.doAction(action, {onClose: () => this.reload()});
    }

    async choose(line) {
        if (!(await this.props.record.save())) {
            return;
        }
        await this.call("action_bought_choose", [line.id, this.state.lots[line.id]]);
        await this.reload();
    }

    async call(method, args) {
        return this.orm.call("helpdesk.ticket", method, [
            this.props.record.resId,
            ...args,
        ]);
    }

    async openOrder(line) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: line.order_id,
            views: [[false, "form"]],
        });
    }

    async reload() {
        await Promise.all([this.props.record.load(), this.load()]);
    }
}

registry.category("view_widgets").add("after_sales_bought", {
    component: AfterSalesBought,
});
