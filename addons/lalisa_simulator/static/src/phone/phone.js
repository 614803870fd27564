import { Drill } from "./drill.js";
import * as samples from "./samples.js";

const TICKS = { waiting: "🕓", sent: "✓", accepted: "✓", delivered: "✓✓", read: "✓✓", failed: "⚠" };
const SWITCHES = ["online", "reads", "blocks"];
const MEDIA_TAGS = { image: "img", audio: "audio", video: "video" };
const $ = (id) => document.getElementById(id);
const citizens = JSON.parse(localStorage.getItem("lalisa_citizens") || "null") || [
    { name: "Warga Contoh", number: "6280055500001" },
];
let shown = "";
let recorder = null;

function current() {
    return citizens[$("citizen").value] || citizens[0];
}

/** Posts to the simulator; what goes wrong is said in one sentence. */
async function call(route, params) {
    const answer = await fetch(`/lalisa/simulator/${route}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", method: "call", params }),
    }).then((response) => response.json(), () => ({ error: {} }));
    const error = answer.error ? "Simulasi tidak menjawab. Muat ulang halaman ini." : answer.result?.error || "";
    $("error").textContent = error;
    $("error").hidden = !error;
    return answer.result;
}

function act(route, params) {
    const { name, number } = current();
    return call(`phone/${route}`, { name, number, ...params });
}

function media(message) {
    const element = document.createElement(MEDIA_TAGS[message.media] || "a");
    element.src = message.url;
    if (message.media === "image") {
        element.alt = "Foto";
    } else {
        element.controls = true;
        element.preload = "none";
    }
    return element;
}

function bubble(message) {
    const item = document.createElement("li");
    item.className = message.mine ? "mine" : "theirs";
    if (message.media) {
        item.append(media(message));
    }
    item.append(message.body);
    for (const [id, title] of message.buttons) {
        const button = document.createElement("button");
        button.textContent = title;
        const tapped = id === "location" ? { place: [-2.3289, 115.4633] } : { text: title, button_id: id };
        button.addEventListener("click", () => say(tapped));
        item.append(button);
    }
    const small = document.createElement("small");
    const options = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" };
    small.append(`${new Date(message.at).toLocaleTimeString("id-ID", options)} WITA `);
    if (message.mine) {
        small.append(TICKS[message.state] || "");
    }
    item.append(small);
    return item;
}

async function refresh() {
    const phone = await act("state", {});
    if (!phone) {
        return;
    }
    for (const id of SWITCHES) {
        $(id).checked = phone[id];
    }
    const next = JSON.stringify(phone.messages);
    if (next !== shown) {
        shown = next;
        $("chat").replaceChildren(...phone.messages.map(bubble));
        $("chat").scrollTop = $("chat").scrollHeight;
    }
}

async function say(params) {
    await act("say", params);
    await refresh();
}

function list() {
    const chosen = $("citizen").value;
    $("citizen").replaceChildren(
        ...citizens.map((one, index) => new Option(`${one.name || "(tanpa nama)"} (${one.number})`, index))
    );
    $("citizen").value = chosen || 0;
    localStorage.setItem("lalisa_citizens", JSON.stringify(citizens));
}

/** Shows a citizen's phone; who is not on the list yet joins it. */
function choose(citizen) {
    if (!citizens.some((one) => one.number === citizen.number)) {
        citizens.push({ name: citizen.name, number: citizen.number });
    }
    list();
    $("citizen").value = citizens.findIndex((one) => one.number === citizen.number);
    refresh();
}

async function record() {
    if (recorder) {
        recorder.stop();
        return;
    }
    const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) {
        await say({ media: samples.voice() });
        return;
    }
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", async ({ data }) => {
        stream.getTracks().forEach((track) => track.stop());
        recorder = null;
        $("voice").setAttribute("aria-pressed", "false");
        await say({ media: await samples.encoded(data, "audio/ogg") });
    });
    recorder.start();
    $("voice").setAttribute("aria-pressed", "true");
}

function lesson(citizen, index) {
    const item = document.createElement("li");
    const strong = document.createElement("strong");
    strong.textContent = citizen.name || "Latihan 10 (tanpa nama)";
    item.append(strong, citizen.lesson);
    item.dataset.index = index;
    item.addEventListener("click", () => choose(citizen));
    return item;
}

const drill = new Drill(call, samples, (index, done, all) => {
    for (const item of $("lessons").children) {
        item.classList.toggle("now", Number(item.dataset.index) === index);
    }
    $("lessons").children[index].classList.add("done");
    $("progress").value = done === all ? `Selesai: ${all} pesan terkirim.` : `${done} dari ${all} pesan`;
});

async function playDrill() {
    $("drill").disabled = true;
    await drill.play(Number($("speed").value));
    $("drill").disabled = false;
    await refresh();
}

$("write").addEventListener("submit", (event) => {
    event.preventDefault();
    if ($("text").value.trim()) {
        say({ text: $("text").value });
        $("text").value = "";
    }
});
$("place").addEventListener("change", ({ target }) => {
    if (target.value) {
        say({ place: target.value.split(",").map(Number) });
        target.value = "";
    }
});
$("photo").addEventListener("change", async ({ target }) => {
    if (target.files.length) {
        await say({ media: await samples.encoded(target.files[0]), text: $("text").value });
        target.value = $("text").value = "";
    }
});
$("sample").addEventListener("click", async () => {
    await say({ media: await samples.photo(), text: $("text").value });
    $("text").value = "";
});
$("voice").addEventListener("click", record);
$("sticker").addEventListener("click", () => say({ sticker: true }));
$("drill").addEventListener("click", playDrill);
for (const id of SWITCHES) {
    $(id).addEventListener("change", async () => {
        await act("set", Object.fromEntries(SWITCHES.map((one) => [one, $(one).checked])));
        await refresh();
    });
}
$("new").addEventListener("click", () => {
    const number = "62800555" + String(Math.floor(Math.random() * 1e5)).padStart(5, "0");
    choose({ name: `Warga ${citizens.length + 1}`, number });
});
$("citizen").addEventListener("change", refresh);
list();
refresh();
drill.load().then((people) => $("lessons").replaceChildren(...people.map(lesson)));
setInterval(refresh, 1500);
