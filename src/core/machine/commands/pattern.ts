/** Patterns that commands take from the agent, matched in linear time so that no pattern can hang a trial. */
import { RE2JS } from 're2js';

export interface Pattern {
  /** Somewhere in the text. */
  finds(text: string): boolean;
  /** The whole text. */
  matches(text: string): boolean;
}

/** What the GNU C library says of a pattern that it cannot read. */
function complaint(pattern: string): string {
  const open = pattern.replaceAll(/\\./g, '');
  if (/^[*+?]|\([*+?]|\|[*+?]/.test(open)) return 'Invalid preceding regular expression';
  if (/\[[^\]]*$/.test(open)) return 'Unmatched [, [^, [:, [., or [=';
  if ((open.match(/\(/g) ?? []).length > (open.match(/\)/g) ?? []).length) return 'Unmatched ( or \\(';
  if ((open.match(/\)/g) ?? []).length > (open.match(/\(/g) ?? []).length) return 'Unmatched ) or \\)';
  if (pattern.endsWith('\\')) return 'Trailing backslash';
  if (/\{/.test(open)) return 'Invalid content of \\{\\}';
  return 'Invalid regular expression';
}

/** An extended regular expression, or what is wrong with it. */
export function extendedPattern(pattern: string, ignoreCase = false): Pattern | { readonly problem: string } {
  try {
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return {
      finds: (text) => compiled.matcher(text).find(),
      matches: (text) => compiled.matcher(text).matches(),
    };
  } catch {
    return { problem: complaint(pattern) };
  }
}
