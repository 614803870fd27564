import { Component } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const MAP = "https://www.openstreetmap.org/";

/** Where it is: the point, a map of it, and the way there in the telephone's own navigation. */
export class MapPoint extends Component {
    static template = "lalisa_complaint.MapPoint";
    static props = { ...standardWidgetProps };

    get point() {
        const { latitude, longitude } = this.props.record.data;
        return [latitude, longitude].map((one) => one.toFixed(6));
    }

    get text() {
        return this.point.map((one) => one.replace(".", ",")).join(" / ");
    }

    get map() {
        const [latitude, longitude] = this.point;
        return `${MAP}?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
    }

    get way() {
        return `geo:${this.point.join(",")}?q=${this.point.join(",")}`;
    }
}

registry.category("view_widgets").add("lalisa_map_point", {
    component: MapPoint,
    fieldDependencies: [
        { name: "latitude", type: "float" },
        { name: "longitude", type: "float" },
    ],
});
