import { registry } from "@web/core/registry";
import { column, open, refusedDrag } from "./board";

const tours = registry.category("web_tour.tours");
const MAIN_BUTTON = ".o_form_statusbar button[name=action_advance]";

/** Presses the one main button and waits until the complaint stands in the next stage. */
function press(stage) {
    return [
        { trigger: MAIN_BUTTON, run: "click" },
        { trigger: `.o_lalisa_step_current:contains("${stage}")` },
    ];
}

/** What is promised for a clear complaint: once it is open and has its category, no more than so many taps. */
function withTaps(most, steps) {
    const taps = steps.filter((step) => step.run === "click").length;
    if (taps > most) {
        throw new Error(`${taps} taps, ${most} were promised`);
    }
    return steps;
}

tours.add("lalisa_operator", {
    steps: () => [
        ...open("Tur operator"),
        { trigger: ".o_field_widget[name=category_id] input", run: "edit Ternak lepas" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Ternak lepas)", run: "click" },
        ...withTaps(3, [
            { trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(0) .o_boolean_toggle input", run: "click" },
            { trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(1) .o_boolean_toggle input", run: "click" },
            ...press("Verifikasi Aduan"),
        ]),
    ],
});

tours.add("lalisa_operator_phone", {
    steps: () => [
        ...open("Tur operator"),
        { trigger: ".o_field_widget[name=category_id] input", run: "click" },
        {
            trigger:
                ".modal .o_kanban_record:contains(Ternak lepas), .o-autocomplete--dropdown-item:contains(Ternak lepas)",
            run: "click",
        },
        ...withTaps(3, [
            { trigger: ".o_field_widget[name=check_ids] .o_boolean_toggle input:eq(0)", run: "click" },
            { trigger: ".o_field_widget[name=check_ids] .o_boolean_toggle input:eq(1)", run: "click" },
            ...press("Verifikasi Aduan"),
        ]),
    ],
});

const field = (name, element = "input") => `.o_field_widget[name=${name}] ${element}`;

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

const CORRECT = ".o_form_statusbar button[name=action_open_reporter_change]";
const choose = (name, value) => ({ trigger: `.modal [name=${name}] input[data-value=${value}]`, run: "click" });
const CONFIRM = [
    { trigger: ".modal button[name=action_confirm]", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view" },
];

tours.add("lalisa_reporter_corrected", {
    steps: () => [
        ...open("Tur pelapor"),
        { trigger: CORRECT, run: "click" },
        { trigger: `.modal ${field("name")}`, run: "edit Siti Benar" },
        { trigger: `.modal ${field("phone")}`, run: "edit 081255501234" },
        choose("reason", "wrong_person"),
        ...CONFIRM,
        { trigger: CORRECT, run: "click" },
        choose("change", "lower"),
        // Who it was is no matter of this, and from secret it leads to open only.
        { trigger: ".modal:not(:has(.o_field_widget[name=phone])):not(:has(.o_field_widget[name=confidentiality]))" },
        choose("reason", "agreed"),
        ...CONFIRM,
    ],
});

tours.add("lalisa_withdrawal_recorded", {
    steps: () => [
        ...open("Tur cabut"),
        { trigger: ".o_form_statusbar button[name=action_record_withdrawal]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: ".o_form_view .o_lalisa_stepper:not(:has(.o_lalisa_step_current))" },
    ],
});

tours.add("lalisa_drag_of_another_role", {
    steps: () =>
        refusedDrag(
            "Tur seret",
            "Diterima",
            "Pemeriksaan Kesesuaian",
            "dilakukan oleh: Operator La-Lisa; belum dicentang: "
        ),
});

/** One load of the board for three promises about it: a refused drag, two revisions, a complaint typed in. */
tours.add("lalisa_operators_board", {
    steps: () => [
        ...refusedDrag(
            "Tur seret",
            "Diterima",
            "Verifikasi Aduan",
            "Pemeriksaan Kesesuaian (Operator La-Lisa)"
        ),
        { trigger: `${column("Diterima")} .o_kanban_record:contains("Tur revisi lama")` },
        { trigger: `${column("Diterima")} .o_kanban_record:contains("Tur revisi baru")` },
        { trigger: `body:not(:has(${column("Diterima")}:eq(1)))` },
        ...open("Tur revisi baru"),
        { trigger: ".o_control_panel .o_back_button, .o_control_panel .breadcrumb-item a", run: "click" },
        { trigger: ".o-kanban-button-new", run: "click" },
        // Nothing of a later step is on the sheet of a complaint that is not there yet.
        { trigger: ".o_form_view:not(:has([name=check_source])):not(:has(.o_statusbar_status button))" },
        { trigger: field("summary"), run: "edit Tur telepon" },
        { trigger: field("channel"), run: "click" },
        { trigger: ".o_select_menu_item:contains(Telepon)", run: "click" },
        { trigger: field("location_text"), run: "edit Depan terminal" },
        { trigger: field("reporter_id"), run: "edit Siti" },
        { trigger: ".o_m2o_dropdown_option_create_edit", run: "click" },
        { trigger: `.modal ${field("phone")}`, run: "edit 081255501234" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=number]:contains(LL-)" },
    ],
});
