import { evaluateExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** A form whose buttons say what they showed: their context is read before the form is saved and so read anew. */
export class SteppedFormController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        if (typeof clickParams.context === "string") {
            clickParams.buttonContext = evaluateExpr(clickParams.context, this.model.root.evalContext);
        }
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("lalisa_stepped_form", { ...formView, Controller: SteppedFormController });
