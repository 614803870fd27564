import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

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
