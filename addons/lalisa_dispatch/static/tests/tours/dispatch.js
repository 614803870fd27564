import { registry } from "@web/core/registry";
import { column, open, refusedDrag } from "@lalisa_complaint/../tests/tours/board";

const tours = registry.category("web_tour.tours");

tours.add("lalisa_administrator", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_selected_row [name=name] input", run: "edit Mobil tur" },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: ".o_data_row:contains(Mobil tur):not(.o_selected_row)" },
    ],
});

tours.add("lalisa_response_team", {
    steps: () => [
        { trigger: '.o_kanban_record:contains("Tur TRC")', run: "click" },
        ...["departed", "arrived", "acted"].flatMap((step) => [
            { trigger: `.o_lalisa_field_next[data-step=${step}]`, run: "click" },
            { trigger: `.o_lalisa_field_steps [data-step=${step}].o_lalisa_field_done` },
        ]),
        { trigger: ".o_lalisa_field_next[data-step=reported][disabled]" },
    ],
});

tours.add("lalisa_team_ordered", {
    steps: () => [
        ...open("Tur perintah"),
        { trigger: ".o_notebook .nav-link[name=dispatch]", run: "click" },
        { trigger: ".o_field_widget[name=dispatch_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal .o_field_widget[name=place_text] input:value(Depan pasar)" },
        { trigger: ".modal .o_field_widget[name=team_id] input", run: "edit Regu Uji" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Regu Uji)", run: "click" },
        { trigger: ".modal .o_field_widget[name=leader_id] input:value(test_response_team)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=dispatch_ids] .o_data_row:contains(Regu Uji)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("lalisa_division_head", {
    steps: () => [
        { trigger: '.o_kanban_record:contains("Tur kabid")', run: "click" },
        { trigger: "button[name=action_accept]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_accept]))" },
    ],
});

tours.add("lalisa_drag_of_a_dispatch", {
    steps: () => [
        ...refusedDrag("Tur seret TRC", "Ditugaskan", "Tiba", "Setelah 'Ditugaskan' langkah berikutnya adalah 'Berangkat', oleh: TRC"),
        {
            trigger: `${column("Ditugaskan")} .o_kanban_record:contains("Tur seret TRC")`,
            run: `drag_and_drop (${column("Berangkat")})`,
        },
        { trigger: `${column("Berangkat")} .o_kanban_record:contains("Tur seret TRC")` },
    ],
});

tours.add("lalisa_drag_of_the_teams_card", {
    steps: () => refusedDrag("Tur seret TRC", "Ditugaskan", "Berangkat", "Hanya tim yang ditugaskan"),
});

// The paper itself is kept as an attachment, since the order has its official number.
tours.add("lalisa_print", {
    steps: () => [
        { trigger: '.o_form_view .o_cp_action_menus button:has(.fa-cog)', run: "click" },
        { trigger: ".o-dropdown--menu button:has(.fa-print)", run: "click" },
        { trigger: '.o-dropdown--menu .o_menu_item:contains("Surat Perintah Tugas")', run: "click" },
        {
            // The browser lists an answer once all of it has come: on a busy machine that is long after the click.
            trigger: "body:not(:has(.o-dropdown--menu))",
            run: async () => {
                const answered = () =>
                    performance.getEntriesByType("resource").some(({ name }) => name.includes("/report/download"));
                while (!answered()) {
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            },
        },
    ],
});
