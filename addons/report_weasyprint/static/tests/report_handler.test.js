import { afterEach, expect, test } from "@odoo/hoot";
import {
    defineActions,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { downloadReport } from "@web/webclient/actions/reports/utils";
import { WebClient } from "@web/webclient/webclient";

const REPORT = { report_name: "some.report", report_type: "qweb-pdf", type: "ir.actions.report" };

defineActions([
    { ...REPORT, id: 1, xml_id: "chosen", name: "With engine", engine: "weasyprint" },
    { ...REPORT, id: 2, xml_id: "foreign", name: "Without engine" },
]);

afterEach(() => {
    delete downloadReport.wkhtmltopdfStatusProm;
});

function watch(status) {
    patchWithCleanup(download, {
        _download: (options) => {
            expect.step(`download ${JSON.parse(options.data.data)[0]}`);
            return Promise.resolve();
        },
    });
    onRpc("/report/check_wkhtmltopdf", () => {
        expect.step("check");
        return status;
    });
    onRpc("/report/html/some.report", () => "<p>as HTML</p>");
}

test("a report with the engine is downloaded though wkhtmltopdf is missing", async () => {
    watch("install");
    await mountWithCleanup(WebClient);
    await getService("action").doAction(1, { onClose: () => expect.step("closed") });
    expect.verifySteps(["download /report/pdf/some.report", "closed"]);
    expect(".o_notification").toHaveCount(0);
});

test("a foreign report is checked and downloaded as ever", async () => {
    watch("ok");
    await mountWithCleanup(WebClient);
    await getService("action").doAction(2);
    expect.verifySteps(["check", "download /report/pdf/some.report"]);
});

test("a foreign report is shown as HTML as ever when wkhtmltopdf is missing", async () => {
    watch("install");
    await mountWithCleanup(WebClient);
    await getService("action").doAction(2);
    expect.verifySteps(["check"]);
    expect(".o_content iframe").toHaveCount(1);
});
