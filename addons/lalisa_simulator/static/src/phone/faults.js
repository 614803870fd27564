/** What the stand-in is told to get wrong: chosen in a form, listed, and taken away. */
export class Faults {
    /**
     * @param {(route: string, params: object) => Promise} call posts to the simulator
     * @param {() => {driver: string, number: string}} current whom and which app the page shows
     */
    constructor(call, current) {
        this.call = call;
        this.current = current;
        this.form = document.getElementById("fault");
        this.list = document.getElementById("faults");
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.add();
        });
    }

    field(id) {
        return this.form.querySelector(`#${id}`);
    }

    /** Offers what can go wrong with this app. */
    async load() {
        const kinds = (await this.call("faults", { driver: this.current().driver })) || [];
        this.field("kind").replaceChildren(...kinds.map(([kind, label]) => new Option(label, kind)));
    }

    async add() {
        const { driver, number } = this.current();
        await this.call("faults/add", {
            driver,
            kind: this.field("kind").value,
            times: Number(this.field("times").value),
            seconds: Number(this.field("seconds").value),
            number: this.field("only").checked ? number : "",
            every: Number(this.field("every").value),
            after: Number(this.field("after").value),
            from_at: this.field("from_at").value,
            until_at: this.field("until_at").value,
        });
    }

    show(faults) {
        this.list.replaceChildren(...faults.map((fault) => this.row(fault)));
    }

    row(fault) {
        const item = document.createElement("li");
        const words = document.createElement("span");
        const times = fault.times ? `${fault.times} kali lagi` : "sampai dihapus";
        words.textContent = [fault.label, times, ...schedule(fault), fault.number].filter(Boolean).join(" · ");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "Hapus";
        remove.addEventListener("click", () =>
            this.call("faults/clear", { driver: this.current().driver, fault_id: fault.id })
        );
        item.append(words, remove);
        return item;
    }
}

/** When a fault strikes, in words; nothing for one that strikes whatever comes. */
function schedule({ after, every, from_at, until_at }) {
    return [
        every > 1 && `setiap permintaan ke-${every}`,
        after && `sesudah ${after} permintaan`,
        from_at && `dari ${moment(from_at)}`,
        until_at && `sampai ${moment(until_at)}`,
    ];
}

function moment(text) {
    const options = { timeZone: "Asia/Makassar", dateStyle: "short", timeStyle: "short" };
    return `${new Date(`${text.replace(" ", "T")}Z`).toLocaleString("id-ID", options)} WITA`;
}
