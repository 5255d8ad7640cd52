/** Asks how many trials are to be run. */
import { window } from 'vscode';

const MOST_TRIALS = 100_000;

/** A whole number from 1; undefined when nobody said one. `usual` stands there at first. */
export async function askCount(title: string, prompt: string, usual: number): Promise<number | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    value: String(usual),
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[1-9]\d*$/.test(value.trim()) && Number(value) <= MOST_TRIALS
        ? undefined
        : `Enter a whole number from 1 to ${MOST_TRIALS}.`,
  });
  return text === undefined ? undefined : Number(text);
}
