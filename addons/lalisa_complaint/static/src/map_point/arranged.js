const DISTANCES = [0, 22, 44];

function overlap(one, other) {
    return (
        one.x < other.x + other.width &&
        other.x < one.x + one.width &&
        one.y < other.y + other.height &&
        other.y < one.y + one.height
    );
}

function isInside(box, size) {
    return box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height;
}

/** Where a name may stand around its place: below, above, to the right, to the left, the nearest first. */
function spots({ x, y, width, height }) {
    return DISTANCES.flatMap((far) => [
        { x: x - width / 2, y: y + far, width, height },
        { x: x - width / 2, y: y - far - height, width, height },
        { x: x + far, y: y - height / 2, width, height },
        { x: x - far - width, y: y - height / 2, width, height },
    ]);
}

/**
 * Finds room for names on a map.
 *
 * @param {{x, y, width, height}[]} names each with its place and its size
 * @param {{x, y, width, height}[]} taken boxes that no name may touch
 * @param {{width, height}} size of the map: a name that would be cut off is none
 * @returns {({x, y, width, height}|undefined)[]} the box of each name; undefined where there is no room near its place
 */
export function arranged(names, taken, size) {
    const full = [...taken];
    return names.map((name) => {
        const box = spots(name).find((spot) => isInside(spot, size) && !full.some((other) => overlap(spot, other)));
        if (box) {
            full.push(box);
        }
        return box;
    });
}
