/* global Chart */
import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {cookie} from "@web/core/browser/cookie";
import {formatMonetary} from "@web/views/fields/formatters";
import {getColor} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const REPORT = "helpdesk.after.sales.report";
const PRODUCT_REPORT = "helpdesk.after.sales.product.report";

/**
 * What a manager looks at first. The server counts and formats, here it is shown; each
 * figure and product opens the analysis of what is behind it.
 */
export class AfterSalesDashboard extends Component {
    static template = "helpdesk_mgmt_after_sales.Dashboard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = {controlPanel: {}};
        this.state = useState({period: "3_months", dashboard: null});
        this.documentsRef = useRef("documents");
        this.amountsRef = useRef("amounts");
        this.charts = [];
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.drawCharts(),
            () => [this.state.dashboard]
        );
        onWillUnmount(() => this.destroyCharts());
    }

    get periods() {
        return [
            {id: "30_days", label: _t("30 days")},
            {id: "3_months", label: _t("3 months")},
            {id: "12_months", label: _t("12 months")},
        ];
    }

    async load() {
        const {period} = this.state;
        this.state.dashboard = await this.keepLast.add(
            this.orm.call(REPORT, "get_dashboard", [period])
        );
    }

    async choosePeriod(period) {
        this.state.period = period;
        await this.load();
    }

    // ------------------------------------------------------------------
    // Graphs
    // ------------------------------------------------------------------

    destroyCharts() {
        for (const chart of this.charts) {
            chart.destroy();
        }
        this.charts = [];
    }

    drawCharts() {
        this.destroyCharts();
        if (!this.documentsRef.el) {
            return;
        }
        const {graphs} = this.state.dashboard;
        const scheme = cookie.get("color_scheme");
        const dataset = (line, index) => ({
            ...line,
            backgroundColor: getColor(index, scheme, graphs.documents.length),
        });
        const money = (value) =>
            formatMonetary(value, {currencyId: graphs.currency_id});
        this.draw(this.documentsRef.el, graphs.labels, graphs.documents.map(dataset), {
            ticks: {precision: 0},
        });
        this.draw(
            this.amountsRef.el,
            graphs.labels,
            [{...dataset({data: graphs.amounts}, 0), label: _t("Refunded")}],
            {ticks: {callback: money}},
            {
                legend: {display: false},
                tooltip: {callbacks: {label: ({raw}) => money(raw)}},
            }
        );
    }

    draw(canvas, labels, datasets, y, plugins = {}) {
        const rtl = localization.direction === "rtl";
        // Not by a reversed axis: Chart.js leaves no room for its slanted labels.
        const mirror = (values) => (rtl ? values.toReversed() : values);
        const data = {
            labels: mirror(labels),
            datasets: datasets.map((line) => ({...line, data: mirror(line.data)})),
        };
        this.charts.push(
            new Chart(canvas, {
                type: "bar",
                data,
                options: {
                    maintainAspectRatio: false,
                    animation: false,
                    plugins: {
                        ...plugins,
                        legend: {position: "bottom", rtl, ...plugins.legend},
                        tooltip: {rtl, ...plugins.tooltip},
                    },
                    scales: {
                        x: {stacked: true, grid: {display: false}},
                        y: {
                            stacked: true,
                            beginAtZero: true,
                            position: rtl ? "right" : "left",
                            ...y,
                        },
                    },
                },
            })
        );
    }

    // ------------------------------------------------------------------
    // What is behind it
    // ------------------------------------------------------------------

    openFigure(figure) {
        const isProducts = figure.model === PRODUCT_REPORT;
        const {label} = this.periods.find(({id}) => id === this.state.period);
        return this.openAnalysis(
            figure.model,
            // The period is in no filter that could be read.
            `${figure.label} (${label})`,
            figure.domain,
            isProducts ? ["product_id"] : ["service"],
            {pivot_measures: figure.measures, graph_measure: figure.measures[0]}
        );
    }

    openProduct(product) {
        return this.openAnalysis(PRODUCT_REPORT, product.name, product.domain, [
            "date:month",
        ]);
    }

    openAnalysis(model, name, domain, groupBy, measures = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            context: {pivot_row_groupby: groupBy, ...measures},
            help: `<p class="o_view_nocontent_empty_folder">${_t(
                "Nothing was done for customers in this time"
            )}</p>`,
            views: [
                [false, "pivot"],
                [false, "graph"],
                [false, "list"],
            ],
        });
    }
}

registry.category("actions").add("helpdesk_after_sales_dashboard", AfterSalesDashboard);
