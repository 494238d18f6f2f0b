import {
    StatusBarDurationField,
    statusBarDurationField,
} from "@mail/views/fields/statusbar_duration/statusbar_duration_field";
import {
    AlertDialog,
    ConfirmationDialog,
} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * The stages of a ticket. A click on one saves at once, too late for a warning of an
 * onchange: so before it closes a ticket this asks.
 */
export class AfterSalesStage extends StatusBarDurationField {
    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.orm = useService("orm");
    }

    async selectItem(item) {
        const {name, record} = this.props;
        if (!record.resId || item.isSelected) {
            return super.selectItem(item);
        }
        const warning = await this.orm.call(
            record.resModel,
            "after_sales_get_closing_warning",
            [record.resId, item.value]
        );
        if (!warning.message) {
            return super.selectItem(item);
        }
        if (warning.refused) {
            this.dialog.add(AlertDialog, {title: warning.title, body: warning.message});
            return;
        }
        this.dialog.add(ConfirmationDialog, {
            title: warning.title,
            body: warning.message,
            confirmLabel: _t("Close the Ticket"),
            cancelLabel: _t("Keep It Open"),
            confirm: async () => {
                await record.update({
                    [name]: {id: item.value, display_name: item.label},
                    after_sales_closing_asked: true,
                });
                await record.save();
            },
            cancel: () => true,
        });
    }
}

registry.category("fields").add("after_sales_stage", {
    ...statusBarDurationField,
    // It looks as any status bar does.
    additionalClasses: ["o_field_statusbar", "o_field_statusbar_duration"],
    component: AfterSalesStage,
});
