/** How much of a long text is shown before the reader asks for all of it. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 20_000;

export interface Excerpt {
  readonly text: string;
  /** Lines of the whole text when some of it is left out; undefined when the text is whole. */
  readonly cutFrom: { readonly lines: number; readonly characters: number } | undefined;
}

/** The beginning of a text, whole lines where possible. */
export function excerpt(text: string): Excerpt {
  let end = 0;
  let lines = 0;
  while (lines < MOST_LINES && end < text.length) {
    const next = text.indexOf('\n', end);
    end = next === -1 ? text.length : next + 1;
    lines += 1;
  }
  end = Math.min(end, MOST_CHARACTERS);
  if (end >= text.length) return { text, cutFrom: undefined };
  // A cut between the halves of a surrogate pair would leave a broken character at the end.
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return {
    text: text.slice(0, end),
    cutFrom: { lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), characters: text.length },
  };
}
