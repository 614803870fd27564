import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("lalisa_survey", {
    steps: () => [
        { trigger: ".o_graph_view .o_graph_renderer canvas" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view table" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row .badge" },
    ],
});
