/** Values as Python writes them, for answers that a script reads with `eval`. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Literal[]
  | { readonly [name: string]: Literal };

/** The source text of a value: lists become tuples, objects become dictionaries. */
export function literal(value: Literal): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  if (isList(value)) return `(${value.map((entry) => `${literal(entry)},`).join('')})`;
  return `{${Object.entries(value)
    .map(([name, entry]) => `${literal(name)}:${literal(entry)},`)
    .join('')}}`;
}

function isList(value: readonly Literal[] | { readonly [name: string]: Literal }): value is readonly Literal[] {
  return Array.isArray(value);
}
