/** Wildcards as fnmatch(3) takes them, where `*` matches slashes too. */
import { RE2JS } from 're2js';

/** Whether a text as a whole matches a wildcard. */
export function wildcard(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  let expression = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const close = character === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (character === '*') expression += '(?s:.*)';
    else if (character === '?') expression += '(?s:.)';
    else if (close !== -1) {
      const inside = pattern
        .slice(at + 1, close)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\');
      expression += `[${inside}]`;
      at = close;
    } else if (character === '\\' && at + 1 < pattern.length) {
      at += 1;
      expression += RE2JS.quote(pattern.charAt(at));
    } else expression += RE2JS.quote(character);
  }
  try {
    const compiled = RE2JS.compile(expression, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => compiled.matcher(text).matches();
  } catch {
    return (text) => text === pattern;
  }
}
