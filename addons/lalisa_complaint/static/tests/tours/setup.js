import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Keeps the page and waits for the next one. */
function next(page) {
    return [
        { trigger: "button[name=action_next]", run: "click" },
        { trigger: `.o_form_view div[name=${page}] h2` },
    ];
}

function edit(field, words) {
    return { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${words}` };
}

tours.add("lalisa_setup", {
    steps: () => [
        { trigger: ".o_form_view div[name=office] h2" },
        edit("lalisa_address", "Jalan Uji 1"),
        ...next("signer"),
        edit("lalisa_signer_name", "H. Uji, S.Sos."),
        ...next("hours"),
        { trigger: ".o_field_widget[name=lalisa_service_hours] input[data-value=always]", run: "click" },
        { trigger: "button[name=action_leave]:visible", run: "click" },
        { trigger: ".o_kanban_view" },
    ],
});

/** Whatever pages other addons have added: on to the end. */
tours.add("lalisa_setup_goes_on", {
    steps: () => [
        { trigger: ".o_form_view div[name=hours] h2" },
        {
            trigger: "button[name=action_next]",
            async run() {
                while (!document.querySelector(".o_form_view div[name=end] h2")) {
                    document.querySelector("button[name=action_next]:not([disabled])")?.click();
                    await new Promise((done) => setTimeout(done, 300));
                }
            },
        },
        { trigger: ".o_form_view div[name=end] h2" },
    ],
});
