import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// Many moves at one moment are one reading; what turns late by the clock alone is read each minute.
const PAUSE = 1000;
const BEAT = 60000;

/** A figure: a press opens the list behind it. What is no figure is plain text. */
export class Figure extends Component {
    static template = "lalisa_oversight.Figure";
    static props = { cell: { type: [Object, String, Number] }, tile: { type: Boolean, optional: true } };

    setup() {
        this.action = useService("action");
    }

    get isFigure() {
        return typeof this.props.cell === "object";
    }

    get style() {
        const heat = this.props.cell.heat;
        return heat ? `background-color: rgba(11, 83, 148, ${0.15 + heat * 0.35})` : "";
    }

    open() {
        const { name, res_model, domain } = this.props.cell.action;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model,
            domain,
            views: [[false, "list"], [false, "form"]],
            target: "current",
        });
    }
}

export class Dashboard extends Component {
    static template = "lalisa_oversight.Dashboard";
    static components = { Figure };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ board: null });
        const bus = useService("bus_service");
        const reload = debounce(() => this.load(), PAUSE);
        const timer = setInterval(reload, BEAT);
        bus.subscribe("lalisa_complaint/board", reload);
        onWillStart(() => this.load());
        onWillUnmount(() => {
            bus.unsubscribe("lalisa_complaint/board", reload);
            clearInterval(timer);
            reload.cancel();
        });
    }

    async load() {
        this.state.board = await this.orm.silent.call("lalisa.dashboard", "board", []);
    }
}

registry.category("actions").add("lalisa_dashboard", Dashboard);
