import type { FormattingOptions, TextEdit } from 'vscode-languageserver';
import { formatted } from '../core/scenario/editor/formatting.ts';
import { toRange } from './ranges.ts';
import type { YamlFormatter } from './schema-language.ts';
import type { DocumentScenario } from './workspace.ts';

/** The edits that format a document; none while it has errors in its YAML. */
export async function formatDocument(
  { document, scenario }: DocumentScenario,
  { tabSize }: FormattingOptions,
  formatter: YamlFormatter,
): Promise<TextEdit[]> {
  const edits = await formatted(scenario.text, (text, width) => formatter.format(text, width), tabSize);
  return edits.map(({ range, text }) => ({ range: toRange(document, range), newText: text }));
}
