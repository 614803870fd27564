import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { readPoint } from "@lalisa_complaint/map_point/map_point";

class Place extends models.Model {
    _name = "place";
    latitude = fields.Float();
    longitude = fields.Float();
    _records = [
        { id: 1, latitude: -2.333333, longitude: 115.466667 },
        { id: 2, latitude: 0, longitude: 0 },
    ];
}

defineMailModels();
defineModels([Place]);

const POINT = `<form><field name="latitude" invisible="1"/><field name="longitude" invisible="1"/><widget name="lalisa_map_point"/></form>`;
const DRAWN = POINT.replace("/></form>", ` options="{'drawn': True}"/></form>`);

/** Without its library the map is a link, and what it rests on is asked for once. */
function withoutLibrary() {
    onRpc("lalisa.map", "ground", () => {
        expect.step("ground");
        return { library: false, tiles: "", attribution: "", districts: [] };
    });
}

test("a point is read as Indonesians write it, and leads to a map and to the way there", async () => {
    await mountView({ type: "form", resModel: "place", resId: 1, arch: POINT });
    expect(".o_lalisa_map_point span").toHaveText("-2,333333 / 115,466667");
    expect(".o_lalisa_map_point a:eq(0)").toHaveAttribute(
        "href",
        "https://www.openstreetmap.org/?mlat=-2.333333&mlon=115.466667#map=17/-2.333333/115.466667"
    );
    expect(".o_lalisa_map_point a:eq(1)").toHaveAttribute("href", /^geo:-2\.333333,115\.466667/);
    expect(".o_lalisa_map_point button").toHaveCount(0);
});

test("where the map's library is absent the point can be typed all the same", async () => {
    withoutLibrary();
    await mountView({ type: "form", resModel: "place", resId: 2, arch: DRAWN });
    await animationFrame();
    expect.verifySteps(["ground"]);
    expect(".o_lalisa_map_point a").toHaveCount(0);
    await contains(".o_lalisa_map_point button").click();
    await contains(".o_lalisa_map_point input").edit("dekat pasar");
    expect(".o_lalisa_map_point .text-danger").toHaveCount(1);
    await contains(".o_lalisa_map_point input").edit("https://maps.google.com/?q=-2.345678,115.456789");
    expect(".o_lalisa_map_point span").toHaveText("-2,345678 / 115,456789");
    expect(".o_lalisa_map_point input").toHaveCount(0);
    expect(".o_lalisa_map_small").toHaveCount(0);
});

test("a point is found in what people paste, and nothing is made of what is none", () => {
    const here = { latitude: -2.5, longitude: 115.25 };
    for (const text of ["-2.5, 115.25", "-2,5 / 115,25", "-2,5; 115,25", "https://www.google.com/maps/@-2.5,115.25,17z"]) {
        expect(readPoint(text)).toEqual(here);
    }
    for (const text of ["", "dekat pasar", "95.5, 115.25", "-2.5, 200.5", "08125551234"]) {
        expect(readPoint(text)).toBe(null);
    }
});
