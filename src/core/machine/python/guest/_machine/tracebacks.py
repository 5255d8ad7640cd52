"""Tracebacks as the Python of the machine prints them, which is older than the one that runs."""

HIDDEN = '<frozen importlib._bootstrap_external>'
SHOWS_PLACES = (3, 11)
SHOWS_MISSING_IMPORTS = (3, 12)
NAMES_BRACKETS = (3, 10)


def where_it_stops(lines, error):
    """What older versions say of a bracket that is not closed: where they cannot go on, which is the next line or the end."""
    first = int(error.lineno)
    for number, line in enumerate(lines[first:], first + 1):
        if line.strip():
            return 'invalid syntax', str(number), line, len(line) - len(line.lstrip()) + 1
    last = lines[-1] if lines else error.text or ''
    return 'unexpected EOF while parsing', str(max(first, len(lines))), last, len(last.rstrip('\n')) + 1


def install(module, facts, known):
    version = tuple(map(int, facts['version'].split('.')[:2]))
    library = facts['library'] + '/'
    summary = module.StackSummary
    extract = summary._extract_from_extended_frame_gen.__func__

    def frames(generator):
        for frame, (line, end_line, column, end_column) in generator:
            code = frame.f_code
            if code.co_filename == HIDDEN and frame.f_globals.get('ask') is not None:
                continue
            if version < SHOWS_PLACES:
                yield frame, (line, None, None, None)
            elif line != end_line:
                # Only the first of several lines is shown.
                yield frame, (line, line, column, 1_000_000)
            else:
                yield frame, (line, end_line, column, end_column)

    def _extract_from_extended_frame_gen(klass, frame_gen, **options):
        result = extract(klass, frames(frame_gen), **options)
        for entry in result:
            if entry.filename.startswith(library):
                found = known.get((entry.filename[len(library):], entry.name, entry.lineno))
                if found is not None:
                    file, line, first, last, text = found
                    entry.filename, entry.lineno, entry.end_lineno, entry._lines = library + file, line, line, text
                    entry.colno, entry.end_colno = (None, None) if version < SHOWS_PLACES else (first, last)
            if entry.filename.startswith('<'):
                entry._lines = ''
                if version < SHOWS_PLACES and entry.filename.startswith('<frozen '):
                    name = entry.filename[8:-1]
                    if '.' not in name:
                        entry.filename = library + name + '.py'
        return result

    summary._extract_from_extended_frame_gen = classmethod(_extract_from_extended_frame_gen)
    anchors = module._extract_caret_anchors_from_line_segment

    def without_calls(segment):
        found = anchors(segment)
        if found is not None and found.primary_char == '~' and segment.rstrip().endswith(')'):
            import ast

            try:
                if isinstance(ast.parse(f'(\n{segment}\n)').body[0].value, ast.Call):
                    return None
            except SyntaxError:
                return None
        return found

    module._extract_caret_anchors_from_line_segment = without_calls

    def _should_show_carets(self, start_offset, end_offset, all_lines, anchors):
        return bool(anchors or all_lines[0][:start_offset].strip() or all_lines[-1][end_offset:].strip())

    summary._should_show_carets = _should_show_carets
    begin = module.TracebackException.__init__

    def __init__(self, *given, **options):
        begin(self, *given, **options)
        if version < SHOWS_MISSING_IMPORTS and self.exc_type_str == 'IndentationError':
            self.end_offset = self.offset
        if version < NAMES_BRACKETS and self.exc_type_str == 'SyntaxError' and self.msg.endswith(' was never closed'):
            self.msg, self.lineno, self.text, self.offset = where_it_stops(module.linecache.getlines(self.filename), self)
            self.end_lineno, self.end_offset = self.lineno, self.offset
        if version < SHOWS_MISSING_IMPORTS and self._str:
            text, found, _ = self._str.rpartition(' Did you forget to import ')
            if found:
                self._str = text.removesuffix('.')
            else:
                text, found, _ = self._str.rpartition(' Or did you forget to import ')
                self._str = text if found else self._str

    module.TracebackException.__init__ = __init__
