import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const GRAMMARS: Readonly<Record<string, string>> = {
  'source.redline-scenario': 'syntaxes/redline-scenario.tmLanguage.json',
  'source.redline-cel': 'syntaxes/redline-cel.tmLanguage.json',
  // In an editor that of its own shell is there.
  'source.shell': 'test/fixtures/syntaxes/shell.tmLanguage.json',
};

export interface ScopedToken {
  readonly line: number;
  readonly text: string;
  readonly start: number;
  /** From the outermost to the innermost, without the scope of the whole file. */
  readonly scopes: readonly string[];
}

/** A grammar of ours, loaded as an editor loads it. */
export async function loadGrammar(scope: string): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async (name) => {
      const path = GRAMMARS[name];
      return path ? textmate.parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
    },
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`There is no grammar of the scope ${scope}.`);
  return grammar;
}

/** The tokens of a text. */
export function tokenize(grammar: IGrammar, text: string): ScopedToken[] {
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((written, line) => {
    const result = grammar.tokenizeLine(written, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      line,
      text: written.slice(startIndex, endIndex),
      start: startIndex,
      scopes: scopes.slice(1),
    }));
  });
}

/** Tokens below the lines that they are in, as a file that a person can compare. */
export function snapshotOf(grammar: IGrammar, text: string): string {
  const tokens = tokenize(grammar, text);
  const lines = text
    .split('\n')
    .flatMap((written, line) => [
      `>${written}`,
      ...tokens
        .filter((token) => token.line === line && token.scopes.length > 0 && token.text.trim() !== '')
        .map(
          ({ start, text: shown, scopes }) => `#${' '.repeat(start)}${'^'.repeat(shown.length)} ${scopes.join(' ')}`,
        ),
    ]);
  return `${lines.join('\n')}\n`;
}
