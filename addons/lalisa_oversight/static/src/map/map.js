/* global L */
import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { arrangeNames, loadClusters, mapIn, nameMarker } from "@lalisa_complaint/map_point/leaflet";

// Balangan as a whole, until there are places of its own.
const CENTRE = [-2.33, 115.62];
const ZOOM = 10;

export class ComplaintMap extends Component {
    static template = "lalisa_oversight.Map";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("map");
        this.filters = useState({ days: "90", category: "", stage: "" });
        this.state = useState({ places: null, tilesFail: false });
        this.periods = [
            { days: "7", name: _t("Last 7 days") },
            { days: "30", name: _t("Last 30 days") },
            { days: "90", name: _t("Last 90 days") },
            { days: "365", name: _t("Last 365 days") },
            { days: "0", name: _t("All") },
        ];
        onWillStart(async () => {
            await this.load();
            if (this.state.places.library) {
                await loadClusters();
            }
        });
        onMounted(() => this.draw());
        useEffect(
            () => this.show(),
            () => [this.state.places]
        );
        onWillUnmount(() => this.map?.remove());
    }

    async load() {
        const { days, category, stage } = this.filters;
        this.state.places = await this.orm.call("lalisa.map", "places", [], {
            days: Number(days),
            category_id: Number(category) || false,
            stage_id: Number(stage) || false,
        });
    }

    draw() {
        if (!this.root.el) {
            return;
        }
        const onTileError = () => (this.state.tilesFail = true);
        this.map = mapIn(this.root.el, this.state.places, { onTileError }).setView(CENTRE, ZOOM);
        this.names = L.layerGroup().addTo(this.map);
        this.clusters = L.markerClusterGroup({
            showCoverageOnHover: false,
            // Without it the names know at once where the clusters stand.
            animate: false,
            maxClusterRadius: 45,
            iconCreateFunction: (cluster) => this.badge(cluster.getChildCount()),
        }).addTo(this.map);
        this.map.on("moveend", () => arrangeNames(this.map, this.names));
        this.show();
    }

    badge(count) {
        return L.divIcon({ html: String(count), className: "o_lalisa_cluster", iconSize: [36, 36] });
    }

    show() {
        if (!this.map) {
            return;
        }
        this.clusters.clearLayers();
        this.names.clearLayers();
        const { points, districts } = this.state.places;
        for (const point of points) {
            this.clusters.addLayer(this.marker(point));
        }
        for (const district of districts.filter((one) => one.latitude)) {
            this.names.addLayer(this.label(district));
        }
        const all = [...points, ...districts.filter((one) => one.latitude)];
        if (all.length) {
            const bounds = L.latLngBounds(all.map((one) => [one.latitude, one.longitude]));
            this.map.fitBounds(bounds.pad(0.1), { maxZoom: 14, animate: false });
        }
        arrangeNames(this.map, this.names);
    }

    marker(point) {
        const color = point.late ? "#b3261e" : "#0b5394";
        const marker = L.circleMarker([point.latitude, point.longitude], {
            radius: 9, color, weight: 2, fillOpacity: 0.6,
        });
        // Built of nodes: what people wrote is text and never markup.
        const popup = document.createElement("div");
        const open = document.createElement("button");
        open.className = "btn btn-link p-0 o_lalisa_map_open";
        open.textContent = point.number;
        open.addEventListener("click", () => this.openComplaint(point));
        popup.append(open, document.createElement("br"), point.title);
        return marker.bindPopup(popup);
    }

    label(district) {
        const marker = nameMarker({ ...district, name: `${district.name}: ${district.count}` });
        return marker.on("click", () => this.openDistrict(district));
    }

    openComplaint(point) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "lalisa.complaint",
            res_id: point.id,
            views: [[false, "form"]],
        });
    }

    openDistrict(district) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: district.name,
            res_model: "lalisa.complaint",
            domain: district.domain,
            views: [[false, "list"], [false, "form"]],
        });
    }
}

registry.category("actions").add("lalisa_map", ComplaintMap);
