// The simulated phone: plain script, so that the page stays as light as the thing it imitates.
const PLACE = [-2.3289, 115.4633];
const TICKS = { sent: "✓", accepted: "✓", delivered: "✓✓", read: "✓✓" };
const citizens = JSON.parse(localStorage.getItem("lalisa_citizens") || "null") || [
    { name: "Warga Contoh", number: "6280055500001" },
];
const [chat, picker, text] = ["chat", "citizen", "text"].map((id) => document.getElementById(id));
let shown = "";

function current() {
    return citizens[picker.value] || citizens[0];
}

async function call(route, params) {
    const answer = await fetch(`/lalisa/simulator/phone/${route}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { ...current(), ...params } }),
    });
    return (await answer.json()).result;
}

function bubble(message) {
    const item = document.createElement("li");
    item.className = message.mine ? "mine" : "theirs";
    item.append(message.body);
    for (const [id, title] of message.buttons) {
        const button = document.createElement("button");
        button.textContent = title;
        button.addEventListener("click", () => say({ text: title, button_id: id }));
        item.append(button);
    }
    const small = document.createElement("small");
    const time = new Date(message.at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" });
    small.textContent = `${time} WITA ${message.mine ? TICKS[message.state] || "" : ""}`;
    item.append(small);
    return item;
}

async function refresh() {
    const messages = (await call("state", {})) || [];
    const next = JSON.stringify(messages);
    if (next !== shown) {
        shown = next;
        chat.replaceChildren(...messages.map(bubble));
        chat.scrollTop = chat.scrollHeight;
    }
}

async function say(params) {
    await call("say", params);
    await refresh();
}

function list() {
    picker.replaceChildren(...citizens.map((one, index) => new Option(`${one.name} (${one.number})`, index)));
    localStorage.setItem("lalisa_citizens", JSON.stringify(citizens));
}

document.getElementById("write").addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim()) {
        say({ text: text.value });
        text.value = "";
    }
});
document.getElementById("place").addEventListener("click", () => say({ place: PLACE }));
document.getElementById("new").addEventListener("click", () => {
    const number = "62800555" + String(Math.floor(Math.random() * 1e5)).padStart(5, "0");
    citizens.push({ name: `Warga ${citizens.length + 1}`, number });
    list();
    picker.value = citizens.length - 1;
    refresh();
});
picker.addEventListener("change", refresh);
list();
refresh();
setInterval(refresh, 1500);
