import { expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Place extends models.Model {
    _name = "place";
    latitude = fields.Float();
    longitude = fields.Float();
    _records = [{ id: 1, latitude: -2.333333, longitude: 115.466667 }];
}

defineMailModels();
defineModels([Place]);

test("a point is read as Indonesians write it, and leads to a map and to the way there", async () => {
    await mountView({
        type: "form",
        resModel: "place",
        resId: 1,
        arch: `<form><field name="latitude" invisible="1"/><field name="longitude" invisible="1"/><widget name="lalisa_map_point"/></form>`,
    });
    expect(".o_lalisa_map_point span").toHaveText("-2,333333 / 115,466667");
    expect(".o_lalisa_map_point a:eq(0)").toHaveAttribute(
        "href",
        "https://www.openstreetmap.org/?mlat=-2.333333&mlon=115.466667#map=17/-2.333333/115.466667"
    );
    expect(".o_lalisa_map_point a:eq(1)").toHaveAttribute("href", /^geo:-2\.333333,115\.466667/);
});
