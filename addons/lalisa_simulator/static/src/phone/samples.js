/** Made-up files: a drawn photo and a tone, so that nobody needs a camera or a microphone to train. */

function base64(bytes) {
    let text = "";
    for (const byte of bytes) {
        text += String.fromCharCode(byte);
    }
    return btoa(text);
}

export async function encoded(blob, mimetype) {
    return { name: blob.name || "", mimetype: mimetype || blob.type, data: base64(new Uint8Array(await blob.arrayBuffer())) };
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

/** Three made-up tones, as a telephone's voice note is packed. */
export async function voice() {
    const answer = await fetch("/lalisa_simulator/static/src/phone/voice.ogg");
    return encoded(await answer.blob(), "audio/ogg");
}

/** How this browser records what a telephone could have sent; empty where it cannot. */
export function recordable() {
    return ["audio/ogg", "audio/mp4"].find((type) => globalThis.MediaRecorder?.isTypeSupported(type)) || "";
}
