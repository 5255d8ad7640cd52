/** Reading of values that another program wrote: whatever is missing or of another kind is passed over. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none of anything else. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The elements of a list; none of anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text; empty for anything else. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text for any value, so that a reader sees it: a text itself, else its JSON. Empty when there is none. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A finite number; undefined for anything else. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * A JSON text as Python writes it, in which `NaN` and `Infinity` may stand bare; they become null.
 * @throws SyntaxError when it is no JSON even so
 */
export function parsePythonJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return JSON.parse(
      json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (found) =>
        found.startsWith('"') ? found : 'null',
      ),
    );
  }
}
