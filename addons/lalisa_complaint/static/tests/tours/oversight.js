import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const BACK = ".o_breadcrumb .breadcrumb-item a, .o_breadcrumb .o_back_button";

tours.add("lalisa_dashboard", {
    steps: () => [
        { trigger: ".o_lalisa_dashboard h1 .o_lalisa_figure" },
        { trigger: '[data-section="late"] tbody tr:first td:contains("Laporan ke Kepala")' },
        { trigger: '[data-section="months"] tbody td:contains("410")' },
        { trigger: '[data-section="now"] .o_lalisa_tile.text-danger', run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: BACK, run: "click" },
        { trigger: ".o_lalisa_dashboard h1 .o_lalisa_figure", run: "click" },
        { trigger: '.o_list_view .o_data_row:contains("Tur dasbor")' },
    ],
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

tours.add("lalisa_dashboard_phone", {
    steps: () => [
        { trigger: ".o_lalisa_dashboard h1 .o_lalisa_figure", run: "click" },
        { trigger: '.o_kanban_record:contains("Tur dasbor"), .o_data_row:contains("Tur dasbor")' },
    ],
});

tours.add("lalisa_map", {
    steps: () => [
        { trigger: ".o_lalisa_map .leaflet-container" },
        { trigger: '.o_lalisa_cluster:contains("3")' },
        { trigger: '.o_lalisa_district span:contains("Halong: 4")' },
        // One category has one complaint only: its marker stands alone.
        { trigger: ".o_lalisa_map select[name=category]", run: "selectByLabel Reklame / spanduk liar" },
        { trigger: ".o_lalisa_map:not(:has(.o_lalisa_cluster)) path.leaflet-interactive", run: "click" },
        { trigger: ".leaflet-popup .o_lalisa_map_open", run: "click" },
        { trigger: ".o_form_view .o_lalisa_stepper" },
        { trigger: ".o_form_view .o_lalisa_map_small path.leaflet-interactive" },
        { trigger: BACK, run: "click" },
        { trigger: '.o_lalisa_districts button:contains("Halong")', run: "click" },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

tours.add("lalisa_map_without_library", {
    steps: () => [
        { trigger: ".o_lalisa_map [role=alert]" },
        { trigger: ".o_lalisa_map:not(:has(.leaflet-container))" },
        { trigger: '.o_lalisa_districts button:contains("Halong")', run: "click" },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

tours.add("lalisa_point_by_pressing", {
    steps: () => [
        { trigger: ".o_lalisa_map_point:not(:has(.leaflet-container)) button", run: "click" },
        { trigger: ".o_lalisa_map_small.leaflet-container .o_lalisa_district span:contains(Paringin)" },
        { trigger: ".o_lalisa_map_small", run: "click" },
        { trigger: ".o_lalisa_map_small path.leaflet-interactive" },
        { trigger: ".o_lalisa_map_point:not(:has(input)):contains(115,)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))" },
    ],
});
