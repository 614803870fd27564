import { useEffect, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

// Many moves at one moment are one reload.
const PAUSE = 500;

/** A board that reads itself anew when a complaint has moved anywhere. */
export class BoardController extends KanbanController {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const reload = debounce(() => this.model.load(), PAUSE);
        bus.subscribe("lalisa_complaint/board", reload);
        useEffect(() => this.showFirstCards());
        onWillUnmount(() => {
            bus.unsubscribe("lalisa_complaint/board", reload);
            reload.cancel();
        });
    }

    /** On a telephone one column fills the screen: begin, once, with the first that holds something. */
    showFirstCards() {
        const first = this.rootRef.el?.querySelector(".o_kanban_group:has(.o_kanban_record)");
        if (this.env.isSmall && first && !this.hasShown) {
            this.hasShown = true;
            first.scrollIntoView({ inline: "start", block: "nearest" });
        }
    }
}

registry.category("views").add("lalisa_board", { ...kanbanView, Controller: BoardController });
