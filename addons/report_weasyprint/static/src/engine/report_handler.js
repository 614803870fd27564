import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

/**
 * Downloads a report that has an engine of its own. Odoo's client would first ask whether
 * wkhtmltopdf is there; that answer is for all reports, so it is left alone and not asked for.
 *
 * @returns {Promise<boolean>} false: not ours, Odoo goes on as ever
 */
export async function downloadWithEngine(action, options, env) {
    if (action.engine !== "weasyprint" || action.report_type !== "qweb-pdf") {
        return false;
    }
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify({ ...user.context, ...action.context }),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("report_weasyprint", downloadWithEngine);
