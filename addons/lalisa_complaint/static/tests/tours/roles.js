import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const MAIN_BUTTON = ".o_form_statusbar button[name=action_advance]";

/** Opens the test's own card on the board and waits for its form. */
function open(summary) {
    return [
        { trigger: `.o_kanban_record:contains("${summary}")`, run: "click" },
        { trigger: ".o_form_view .o_lalisa_stepper .o_lalisa_step_current" },
    ];
}

/** Presses the one main button and waits until the complaint stands in the next stage. */
function press(stage) {
    return [
        { trigger: MAIN_BUTTON, run: "click" },
        { trigger: `.o_lalisa_step_current:contains("${stage}")` },
    ];
}

tours.add("lalisa_operator", {
    steps: () => [
        ...open("Tur operator"),
        { trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(0) .o_boolean_toggle input", run: "click" },
        { trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(1) .o_boolean_toggle input", run: "click" },
        ...press("Verifikasi Aduan"),
    ],
});

tours.add("lalisa_section_head", {
    steps: () => [
        ...open("Tur kasi"),
        { trigger: ".o_field_widget[name=brief] textarea", run: "edit Lima ekor sapi di badan jalan." },
        ...press("Pemeriksaan Fakta Lapangan"),
    ],
});

tours.add("lalisa_agency_head", {
    steps: () => [
        ...open("Tur kepala"),
        { trigger: ".o_notebook .nav-link[name=result]", run: "click" },
        { trigger: ".o_field_widget[name=result_public] textarea", run: "edit Ternak telah diamankan." },
        { trigger: MAIN_BUTTON, run: "click" },
        { trigger: ".o_form_view .o_lalisa_stepper:not(:has(.o_lalisa_step_current))" },
    ],
});

tours.add("lalisa_response_team", {
    steps: () => [
        { trigger: '.o_kanban_record:contains("Tur TRC")', run: "click" },
        { trigger: "button[name=action_depart]", run: "click" },
        { trigger: "button[name=action_arrive]", run: "click" },
        { trigger: "button[name=action_act]", run: "click" },
        { trigger: "button[name=action_report]" },
    ],
});

tours.add("lalisa_division_head", {
    steps: () => [
        { trigger: '.o_kanban_record:contains("Tur kabid")', run: "click" },
        { trigger: "button[name=action_accept]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_accept]))" },
    ],
});
