/* global L */
import { Component, onMounted, onWillUnmount, status, useEffect, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { arrangeNames, loadLeaflet, mapIn, nameMarker } from "./leaflet";

const MAP = "https://www.openstreetmap.org/";
// With a background the street, without one where it lies among the districts.
const STREET = 16;
const REGENCY = 11;
const CENTRE = [-2.33, 115.62];
const TWO_NUMBERS = /(-?\d{1,3}[.,]\d+)\s*[,;/\s]\s*(-?\d{1,3}[.,]\d+)/;

/**
 * A point as people paste it: two numbers, or a link of a map that holds them.
 *
 * @param {string} text
 * @returns {{latitude: number, longitude: number}|null}
 */
export function readPoint(text) {
    const found = TWO_NUMBERS.exec(text);
    const [latitude, longitude] = (found || []).slice(1).map((one) => Number(one.replace(",", ".")));
    const isOnEarth = found && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    return isOnEarth ? { latitude, longitude } : null;
}

/**
 * Where it is: the point, a map of it, and the way there in the telephone's own navigation.
 *
 * With the option `drawn` the map is drawn here, as soon as its library has come, and the point can be set. A team with
 * a poor signal is spared both.
 */
export class MapPoint extends Component {
    static template = "lalisa_complaint.MapPoint";
    static props = { ...standardWidgetProps, drawn: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.state = useState({ ground: null, isChoosing: false, isUnread: false });
        if (this.props.drawn) {
            onMounted(() => this.fetchGround());
            useEffect(
                () => this.show(),
                () => [this.canvas.el, ...this.numbers, this.state.isChoosing]
            );
            onWillUnmount(() => this.map?.remove());
        }
    }

    get numbers() {
        const { latitude, longitude } = this.props.record.data;
        return [latitude, longitude];
    }

    get isSet() {
        return this.numbers.some(Boolean);
    }

    get hasCanvas() {
        return Boolean(this.state.ground?.library) && (this.isSet || this.state.isChoosing);
    }

    get point() {
        return this.numbers.map((one) => one.toFixed(6));
    }

    get text() {
        return this.point.map((one) => one.replace(".", ",")).join(" / ");
    }

    get mapAddress() {
        const [latitude, longitude] = this.point;
        return `${MAP}?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
    }

    get way() {
        return `geo:${this.point.join(",")}?q=${this.point.join(",")}`;
    }

    /** The form does not wait for the map. */
    async fetchGround() {
        const ground = await this.orm.silent.call("lalisa.map", "ground");
        if (ground.library) {
            await loadLeaflet();
        }
        if (status(this) !== "destroyed") {
            this.state.ground = ground;
        }
    }

    show() {
        if (this.map && this.map.getContainer() !== this.canvas.el) {
            this.map.remove();
            this.map = null;
        }
        if (!this.canvas.el) {
            return;
        }
        this.map ||= this.draw();
        this.marker?.remove();
        if (this.isSet) {
            const style = { radius: 9, color: "#b3261e", weight: 3, fillOpacity: 0.5 };
            this.marker = L.circleMarker(this.numbers, style).addTo(this.map);
            this.map.setView(this.numbers, this.state.ground.tiles ? STREET : REGENCY, { animate: false });
        }
        arrangeNames(this.map, this.names);
    }

    draw() {
        const map = mapIn(this.canvas.el, this.state.ground, { options: { scrollWheelZoom: false } });
        map.setView(CENTRE, REGENCY - 1);
        this.names = L.layerGroup(this.state.ground.districts.map(nameMarker)).addTo(map);
        map.on("moveend", () => arrangeNames(map, this.names));
        map.on("click", ({ latlng }) => this.state.isChoosing && this.set({ latitude: latlng.lat, longitude: latlng.lng }));
        return map;
    }

    choose() {
        this.state.isChoosing = !this.state.isChoosing;
        this.state.isUnread = false;
    }

    async write(text) {
        const point = readPoint(text);
        this.state.isUnread = !point;
        if (point) {
            await this.set(point);
        }
    }

    async set(point) {
        await this.props.record.update(point);
        this.state.isChoosing = false;
    }
}

registry.category("view_widgets").add("lalisa_map_point", {
    component: MapPoint,
    extractProps: ({ options }) => ({ drawn: Boolean(options.drawn) }),
    fieldDependencies: [
        { name: "latitude", type: "float" },
        { name: "longitude", type: "float" },
    ],
});
