/** Splits a text at `<|>`, which marks where the cursor is. */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('<|>');
  if (offset < 0) throw new Error(`No <|> in ${marked}`);
  return { text: marked.replace('<|>', ''), offset };
}
