import { Drill } from "./drill.js";
import { Faults } from "./faults.js";
import * as samples from "./samples.js";

const TICKS = { waiting: "🕓", sent: "✓", accepted: "✓", delivered: "✓✓", read: "✓✓", failed: "⚠" };
const SWITCHES = ["online", "reads", "blocks"];
const MEDIA_TAGS = { image: "img", audio: "audio", video: "video" };
const $ = (id) => document.getElementById(id);
const citizens = JSON.parse(localStorage.getItem("lalisa_citizens") || "null") || [
    { name: "Warga Contoh", number: "6280055500001" },
];
let shown = "";
let shownFaults = "";
let recorder = null;

function current() {
    return citizens[$("citizen").value] || citizens[0];
}

function driver() {
    return $("app").value;
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
    return call(`phone/${route}`, { name, number, driver: driver(), ...params });
}

function media(message) {
    const element = document.createElement(MEDIA_TAGS[message.media] || "a");
    element.src = message.url;
    if (message.media === "image") {
        element.alt = "Foto";
    } else if (MEDIA_TAGS[message.media]) {
        element.controls = true;
        element.preload = "none";
    } else {
        element.textContent = "📄 Berkas ";
    }
    return element;
}

/** What a button of the office sends: a place, the own number, its own id, or, as a key of Telegram, its title. */
function tapped(id, title) {
    if (id === "location") {
        return { place: [-2.3289, 115.4633] };
    }
    if (id === "contact") {
        return { own_card: true };
    }
    return id ? { text: title, button_id: id } : { text: title };
}

/** The office's buttons, as the app shows them below its message. */
function keys(buttons) {
    const row = document.createElement("div");
    row.className = "keys";
    for (const [id, title] of buttons) {
        const button = document.createElement("button");
        button.textContent = title;
        button.addEventListener("click", () => say(tapped(id, title)));
        row.append(button);
    }
    return row;
}

function bubble(message) {
    const item = document.createElement("li");
    item.className = message.mine ? "mine" : "theirs";
    if (message.media) {
        item.append(media(message));
    }
    item.append(message.body);
    const small = document.createElement("small");
    const options = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" };
    small.append(`${new Date(message.at).toLocaleTimeString("id-ID", options)} WITA `);
    if (message.mine) {
        // Blue as on a telephone: the office has read it.
        const tick = document.createElement(message.state === "read" ? "b" : "span");
        tick.textContent = TICKS[message.state] || "";
        small.append(tick);
    }
    item.append(small);
    if (message.buttons.length) {
        item.append(keys(message.buttons));
    }
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
    const faults = JSON.stringify(phone.faults);
    if (faults !== shownFaults) {
        shownFaults = faults;
        wrong.show(phone.faults);
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
    const mimeType = samples.recordable();
    const stream = mimeType && (await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null));
    if (!stream) {
        await say({ media: await samples.voice() });
        return;
    }
    recorder = new MediaRecorder(stream, { mimeType });
    recorder.addEventListener("dataavailable", async ({ data }) => {
        stream.getTracks().forEach((track) => track.stop());
        recorder = null;
        $("voice").setAttribute("aria-pressed", "false");
        await say({ media: await samples.encoded(data, mimeType) });
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

const wrong = new Faults(call, () => ({ driver: driver(), number: current().number }));

async function playDrill() {
    $("drill").disabled = true;
    await drill.play(Number($("speed").value), driver());
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
$("file").addEventListener("change", async ({ target }) => {
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
$("app").addEventListener("change", () => {
    document.querySelector(".phone").classList.toggle("telegram", driver() === "telegram");
    $("kindOfAccount").textContent = driver() === "telegram" ? "bot" : "Akun resmi kantor";
    wrong.load();
    refresh();
});
list();
wrong.load();
refresh();
drill.load().then((people) => $("lessons").replaceChildren(...people.map(lesson)));
setInterval(refresh, 1500);
