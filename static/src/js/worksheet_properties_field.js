import {registry} from "@web/core/registry";
import {
    PropertiesField,
    propertiesField,
} from "@web/views/fields/properties/properties_field";

/**
 * The worksheet of a field-service task: Odoo's own properties, whose definition is
 * changed in the lines of the worksheet template only, not from within a task.
 */
export class WorksheetPropertiesField extends PropertiesField {
    async checkDefinitionWriteAccess() {
        return false;
    }
}

registry.category("fields").add("worksheet_properties", {
    ...propertiesField,
    component: WorksheetPropertiesField,
});
