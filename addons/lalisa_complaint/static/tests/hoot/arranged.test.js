import { expect, test } from "@odoo/hoot";
import { arranged } from "@lalisa_complaint/map_point/arranged";

const NAME = { width: 80, height: 20 };
const SIZE = { width: 400, height: 300 };
const CLUSTER = { x: 82, y: 82, width: 36, height: 36 };

test("a name stands below its place, and beside it where a cluster is there", () => {
    expect(arranged([{ x: 100, y: 100, ...NAME }], [], SIZE)).toEqual([{ x: 60, y: 100, ...NAME }]);
    const [box] = arranged([{ x: 100, y: 100, ...NAME }], [CLUSTER], SIZE);
    expect(box.y >= CLUSTER.y + CLUSTER.height || box.y + box.height <= CLUSTER.y || box.x >= 118 || box.x + 80 <= 82).toBe(
        true
    );
});

test("names at one place do not cover one another, and what finds no room is left out", () => {
    const crowd = Array.from({ length: 20 }, () => ({ x: 100, y: 100, ...NAME }));
    const boxes = arranged(crowd, [CLUSTER], SIZE);
    const placed = boxes.filter(Boolean);
    expect(placed.length).toBeGreaterThan(2);
    expect(boxes).toInclude(undefined);
    const apart = (a, b) => a.x + 80 <= b.x || b.x + 80 <= a.x || a.y + 20 <= b.y || b.y + 20 <= a.y;
    expect(placed.every((one) => placed.every((other) => one === other || apart(one, other)))).toBe(true);
});

test("a name that the edge would cut off is moved inside, or left out", () => {
    const [inside, none] = arranged([{ x: 200, y: 295, ...NAME }, { x: 500, y: 100, ...NAME }], [], SIZE);
    expect(inside.y + inside.height <= SIZE.height).toBe(true);
    expect(none).toBe(undefined);
});
