import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("after_sales_dashboard", {
    url: "/odoo/after-sales-dashboard",
    steps: () => [
        {
            content: "Five figures, two graphs and the products are there",
            trigger:
                ".o_after_sales_figures:has(> :nth-child(5)):not(:has(> :nth-child(6)))",
        },
        {trigger: ".o_after_sales_graphs canvas[aria-label='Refunded amount']"},
        {
            trigger: ".o_after_sales_dashboard td:contains('Lamp of dashboards')",
        },
        {
            content: "Look at 30 days",
            trigger: "button[data-period='30_days']",
            run: "click",
        },
        {trigger: "button[data-period='30_days'].active"},
        {
            content: "Open what is behind a figure",
            trigger: "button[data-figure='documents']",
            run: "click",
        },
        {trigger: ".o_pivot th:contains('Returns')"},
        {
            content: "Go back",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "Open one that is no number of documents",
            trigger: "button[data-figure='days']",
            run: "click",
        },
        {
            content: "It opens with what it shows, and not with amounts",
            trigger:
                ".o_pivot:has(th:contains('Days to End')):not(:has(th:contains('Amount')))",
        },
        {
            content: "Go back",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "Open a product",
            trigger: ".o_after_sales_dashboard td a:contains('Lamp of dashboards')",
            run: "click",
        },
        {trigger: ".o_pivot td:contains('50.00%')"},
    ],
});
