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
