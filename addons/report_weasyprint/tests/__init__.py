from . import (
    test_compose,
    test_fetch,
    test_hostile_content,
    test_print,
    test_render,
    test_screen,
)
