/** Texts of programs with the values of a process in place of `{name}`. Names without a value stay as they are written. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
