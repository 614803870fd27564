const NAME = "lalisa_field";
const TABLE = "entries";

/** What waits on this telephone for a signal. It outlives the page, the browser and a change of the software. */
export class FieldStore {
    open() {
        this.database ||= new Promise((resolve, reject) => {
            const request = indexedDB.open(NAME, 1);
            request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "key" });
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        return this.database;
    }

    /** @returns {Promise<Object[]>} all entries, in the order in which they were made */
    async all() {
        const entries = await this.run("readonly", (table) => table.getAll());
        return entries.sort((one, other) => one.order - other.order);
    }

    /** Resolves only when the entry is on the disk. */
    put(entry) {
        return this.run("readwrite", (table) => table.put({ ...entry }));
    }

    remove(key) {
        return this.run("readwrite", (table) => table.delete(key));
    }

    async run(mode, act) {
        const transaction = (await this.open()).transaction(TABLE, mode, { durability: "strict" });
        return new Promise((resolve, reject) => {
            const request = act(transaction.objectStore(TABLE));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onerror = () => reject(transaction.error);
            transaction.onabort = () => reject(transaction.error);
        });
    }
}
