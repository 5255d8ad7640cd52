import {
  type Range,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
} from 'vscode-languageserver';
import { TOKEN_MODIFIERS, TOKEN_TYPES, tokensIn } from '../core/scenario/editor/semantic-tokens.ts';
import { toTextRange } from './ranges.ts';
import type { DocumentScenario } from './workspace.ts';

export const TOKEN_LEGEND: SemanticTokensLegend = {
  tokenTypes: [...TOKEN_TYPES],
  tokenModifiers: [...TOKEN_MODIFIERS],
};

/** The tokens of a document or of a part of it. */
export function semanticTokensIn({ document, scenario }: DocumentScenario, range?: Range): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const tokens = tokensIn(scenario, range && toTextRange(document, range));
  for (const { range: own, type, modifiers } of tokens) {
    const start = document.positionAt(own.start);
    // A token stands in one line: of a longer one the rest of its first line counts.
    const line = scenario.text.slice(own.start, own.end).split('\n', 1).join();
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
    builder.push(start.line, start.character, line.length, TOKEN_TYPES.indexOf(type), bits);
  }
  return builder.build();
}
