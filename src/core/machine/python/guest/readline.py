"""Editing of lines, which nobody types."""


def _nothing(*given):
    return None


parse_and_bind = read_init_file = set_completer = set_completer_delims = read_history_file = write_history_file = _nothing
set_history_length = set_startup_hook = clear_history = add_history = insert_text = redisplay = _nothing
get_completer = get_line_buffer = get_completer_delims = _nothing
backend = 'readline'


def get_current_history_length():
    return 0


def get_history_item(index):
    return None


def get_history_length():
    return -1
