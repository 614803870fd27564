/** Plays the scripted morning: who does what, when, on a clock of its own. */
export class Drill {
    /**
     * @param {(route: string, params: object) => Promise} call posts to the simulator
     * @param {{photo: () => Promise, voice: () => Promise}} samples made-up files
     * @param {(citizen: object, done: boolean) => void} onStep tells whose turn it is
     */
    constructor(call, samples, onStep) {
        this.call = call;
        this.samples = samples;
        this.onStep = onStep;
        this.running = false;
    }

    async load() {
        this.script = await this.call("drill", {});
        return this.script.citizens;
    }

    /** Plays all steps on one app; a step waits for the one before it to have been sent. */
    async play(speed, driver) {
        this.running = true;
        let clock = 0;
        for (const [index, step] of this.script.steps.entries()) {
            await new Promise((resolve) => setTimeout(resolve, ((step.at - clock) * 1000) / speed));
            clock = step.at;
            const citizen = this.script.citizens[step.citizen];
            await this.call("phone/say", { name: citizen.name, number: citizen.number, driver, ...(await this.content(step)) });
            this.onStep(step.citizen, index + 1, this.script.steps.length);
        }
        this.running = false;
    }

    async content(step) {
        if (step.photo) {
            return { media: await this.samples.photo() };
        }
        if (step.voice) {
            return { media: await this.samples.voice() };
        }
        return { text: step.text || "", place: step.place };
    }
}
