import { includedIn } from '../included-files.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { rangeWithin, type SourceNode, textOf } from '../source.ts';
import { fileText, type SourceFiles } from '../source-files.ts';

/** What secrets of well-known services look like. */
const SECRETS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { what: 'an API key', pattern: /\bsk-(?:[A-Za-z]+-)*[A-Za-z0-9_-]{20,}/g },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/g },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/g },
  { what: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { what: 'a Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}/g },
  { what: 'a bearer token', pattern: /\bBearer [A-Za-z0-9._~+/-]{20,}=*/g },
];

/** Something that every secret has in it. Most texts do not, and are passed over at once. */
const SIGN = /PRIVATE KEY-----|sk-|AKIA|ASIA|gh[pousr]_|github_pat_|xox[abprs]-|hf_|AIza|Bearer /;

const ADVICE = 'Scenarios are shared: if it is real, take it out and have it revoked; if not, make it look less real.';

/** Texts anywhere in a scenario that look like real secrets. The secret itself is never repeated in the message. */
export function checkSecrets(root: SourceNode, files: SourceFiles | undefined): Problem[] {
  return [...inTexts(root), ...(files === undefined ? [] : inFiles(root, files))];
}

/** Secrets in files that the scenario includes, told at the place that names the file. */
function inFiles(root: SourceNode, files: SourceFiles): Problem[] {
  return includedIn(root).flatMap(({ path, node }) => {
    const text = fileText(files, path);
    if (text === undefined || !SIGN.test(text)) return [];
    const found = SECRETS.find(({ pattern }) => text.search(pattern) >= 0);
    if (!found) return [];
    const line = text.slice(0, text.search(found.pattern)).split('\n').length;
    return [problem('RL3401', node.range, `Line ${line} of ${path} looks like ${found.what}. ${ADVICE}`)];
  });
}

function inTexts(node: SourceNode): Problem[] {
  if (node.kind === 'list') return node.items.flatMap(inTexts);
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => [...inTexts(key), ...inTexts(value)]);
  const text = textOf(node);
  if (text === undefined || !SIGN.test(text)) return [];
  const taken: { start: number; end: number }[] = [];
  return SECRETS.flatMap(({ what, pattern }) =>
    Array.from(text.matchAll(pattern)).flatMap((match) => {
      const place = { start: match.index, end: match.index + match[0].length };
      if (taken.some(({ start, end }) => place.start < end && start < place.end)) return [];
      taken.push(place);
      const message = `This looks like ${what}. ${ADVICE}`;
      return [problem('RL3401', rangeWithin(node, place.start, place.end), message)];
    }),
  );
}
