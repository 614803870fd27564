import { registry } from "@web/core/registry";
import { CalendarCommonPopover } from "@web/views/calendar/calendar_common/calendar_common_popover";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

// Luxon's token for hours and minutes as the user's language writes them: 09.30 in Indonesian.
const TIME = "t";

class Popover extends CalendarCommonPopover {
    computeDateTimeAndDuration() {
        super.computeDateTimeAndDuration();
        if (this.time) {
            // A complaint is received at a moment; Odoo would give it an hour's length.
            this.time = this.props.record.start.toFormat(TIME);
            this.timeDuration = "";
        }
    }
}

class CommonRenderer extends CalendarCommonRenderer {
    static components = { ...CalendarCommonRenderer.components, Popover };

    setup() {
        super.setup();
        this.timeFormat = TIME;
    }
}

class Renderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: CommonRenderer,
        week: CommonRenderer,
        month: CommonRenderer,
    };
}

registry.category("views").add("lalisa_calendar", { ...calendarView, Renderer });
