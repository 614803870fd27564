/** Made-up files: a drawn photo and a tone, so that nobody needs a camera or a microphone to train. */

function base64(bytes) {
    let text = "";
    for (const byte of bytes) {
        text += String.fromCharCode(byte);
    }
    return btoa(text);
}

export async function encoded(blob, mimetype) {
    return { mimetype: mimetype || blob.type, data: base64(new Uint8Array(await blob.arrayBuffer())) };
}

/** A road with a lamp post, and the word that says what it is. */
export async function photo() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
    const pen = canvas.getContext("2d");
    const parts = [["#9cc3d9", 0, 0, 480, 170], ["#6e8f5a", 0, 170, 480, 150], ["#5b5b5e", 90, 190, 300, 130], ["#3c3c40", 60, 60, 10, 140]];
    for (const [colour, ...area] of parts) {
        pen.fillStyle = colour;
        pen.fillRect(...area);
    }
    pen.fillStyle = "#ffffff";
    pen.font = "bold 28px sans-serif";
    pen.fillText(`CONTOH ${new Date().toLocaleTimeString("id-ID")}`, 110, 50);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return encoded(blob);
}

/** Half a second of a tone as WAV. */
export function voice() {
    const rate = 8000;
    const length = rate / 2;
    const view = new DataView(new ArrayBuffer(44 + length));
    const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
    text(0, "RIFF");
    view.setUint32(4, 36 + length, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, rate, true);
    view.setUint32(28, rate, true);
    view.setUint16(32, 1, true);
    view.setUint16(34, 8, true);
    text(36, "data");
    view.setUint32(40, length, true);
    for (let place = 0; place < length; place++) {
        view.setUint8(44 + place, 128 + 60 * Math.sin((place * 2 * Math.PI * 440) / rate));
    }
    return { mimetype: "audio/wav", data: base64(new Uint8Array(view.buffer)) };
}
