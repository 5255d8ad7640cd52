/** Parses a script, and complains as bash does when it cannot. */
import { parse } from 'just-bash';
import { withSpacedComparisons } from './spaced-comparisons.ts';
import type { ScriptNode } from './syntax.ts';

export type Parsed = { readonly script: ScriptNode } | { readonly error: string };

/** The syntax tree of a text. `name` begins the complaint: `bash: -c` for a text that was typed, else the script. */
export function parseScript(text: string, name: string): Parsed {
  try {
    return { script: parse(withSpacedComparisons(text)) };
  } catch (error) {
    return { error: complaint(text, name, error instanceof Error ? error.message : String(error)) };
  }
}

function complaint(text: string, name: string, message: string): string {
  const lines = text.split('\n');
  const [, at, reason = message] = /^(?:Parse error at )?(?:line )?(\d+)(?::\d+)?: (.*)$/s.exec(message) ?? [];
  const line = Math.min(Number(at ?? 1), Math.max(1, lines.length));
  const token = /unexpected token [`']([^']*)'/.exec(reason)?.[1];
  if (token !== undefined && token !== '' && token !== 'EOF') {
    return `${name}: line ${line}: syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'\n${name}: line ${line}: \`${lines[line - 1] ?? ''}'\n`;
  }
  if (reason.includes('looking for matching')) return `${name}: line ${line}: ${reason}\n`;
  if (/end of file|EOF|end of input|unexpected token/i.test(reason)) {
    return `${name}: line ${lines.length + (text.endsWith('\n') ? 0 : 1)}: syntax error: unexpected end of file\n`;
  }
  return `${name}: line ${line}: ${reason.startsWith('syntax error') ? reason : `syntax error: ${reason}`}\n`;
}
