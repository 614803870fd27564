export const column = (name) => `.o_kanban_group:has(.o_column_title:contains("${name}"))`;

/** Opens the test's own card on the board and waits for its form. */
export function open(summary) {
    return [
        { trigger: `.o_kanban_record:contains("${summary}")`, run: "click" },
        { trigger: ".o_form_view .o_lalisa_stepper .o_lalisa_step_current" },
    ];
}

/** Drags a card to another column, reads the one sentence, and finds the card where it was. */
export function refusedDrag(card, from, to, sentence) {
    return [
        {
            trigger: `${column(from)} .o_kanban_record:contains("${card}")`,
            run: `drag_and_drop (${column(to)})`,
        },
        { trigger: `.modal .modal-body:contains("${sentence}")` },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: `body:not(:has(.modal)) ${column(from)} .o_kanban_record:contains("${card}")` },
        { trigger: `body:not(:has(${column(to)} .o_kanban_record:contains("${card}")))` },
    ];
}
