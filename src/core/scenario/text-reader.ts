/** Texts that a scenario has in itself or in files beside it. */
import { fileText, type SourceFiles } from './source-files.ts';

/** A text that stands in the scenario, or the file that holds it. */
export type WrittenText = string | { readonly from: string };
/** Gives the text itself. */
export type TextReader = (written: WrittenText) => string;

/** Reads texts of files. The line break that ends a file is no part of its text. */
export function textReader(files: SourceFiles | undefined): TextReader {
  return (written) => {
    if (typeof written === 'string') return written;
    return (fileText(files, written.from) ?? '').replace(/\r?\n$/, '');
  };
}
