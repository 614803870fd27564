/* global L */
import { loadCSS, loadJS } from "@web/core/assets";

import { arranged } from "./arranged";

const LIBRARY = "/lalisa_complaint/static/lib";
const MAX_ZOOM = 18;

/** Loads the drawing library from our own server; `lalisa.map` says whether it is there. */
export async function loadLeaflet() {
    await Promise.all([
        loadJS(`${LIBRARY}/leaflet/leaflet.js`),
        loadCSS(`${LIBRARY}/leaflet/leaflet.css`),
    ]);
}

/** The same with its clusters. */
export async function loadClusters() {
    await Promise.all([loadLeaflet(), loadCSS(`${LIBRARY}/leaflet.markercluster/MarkerCluster.css`)]);
    await loadJS(`${LIBRARY}/leaflet.markercluster/leaflet.markercluster.js`);
}

/**
 * A map in an element, over the office's tiles if it has named any.
 *
 * @param {HTMLElement} el
 * @param {{tiles: string, attribution: string}} ground
 * @param {{options?: Object, onTileError?: Function}} more Leaflet's own options; what to do when a tile does not come
 */
export function mapIn(el, { tiles, attribution }, { options = {}, onTileError = () => {} } = {}) {
    const map = L.map(el, { maxZoom: MAX_ZOOM, ...options });
    map.attributionControl.setPrefix("Leaflet");
    L.control.scale({ imperial: false }).addTo(map);
    if (tiles) {
        L.tileLayer(tiles, { attribution, maxZoom: MAX_ZOOM }).on("tileerror", onTileError).addTo(map);
    }
    return map;
}

/** The name of a district at its place; `arrangeNames` finds it room. */
export function nameMarker({ name, latitude, longitude }) {
    const span = document.createElement("span");
    span.textContent = name;
    const icon = L.divIcon({ html: span, className: "o_lalisa_district", iconSize: null });
    return L.marker([latitude, longitude], { icon, zIndexOffset: -1000 });
}

/** Moves the names of a map beside its points and clusters, and away from one another; what finds no room is hidden. */
export function arrangeNames(map, names) {
    const origin = map.getContainer().getBoundingClientRect();
    const taken = [...map.getContainer().querySelectorAll(".o_lalisa_cluster, path.leaflet-interactive")].map((el) => {
        const { left, top, width, height } = el.getBoundingClientRect();
        return { x: left - origin.left, y: top - origin.top, width, height };
    });
    const spans = names.getLayers().map((marker) => {
        const span = marker.getElement().querySelector("span");
        const { x, y } = map.latLngToContainerPoint(marker.getLatLng());
        return { span, x, y, width: span.offsetWidth, height: span.offsetHeight };
    });
    arranged(spans, taken, origin).forEach((box, place) => {
        const { span, x, y } = spans[place];
        span.style.visibility = box ? "visible" : "hidden";
        if (box) {
            span.style.transform = `translate(${box.x - x}px, ${box.y - y}px)`;
        }
    });
}
