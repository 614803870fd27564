import { onWillUnmount } from "@odoo/owl";
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
        onWillUnmount(() => {
            bus.unsubscribe("lalisa_complaint/board", reload);
            reload.cancel();
        });
    }
}

registry.category("views").add("lalisa_board", { ...kanbanView, Controller: BoardController });
