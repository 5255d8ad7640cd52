/** The frame of every page that Redline writes: no network, no script but the ones that are named, light and dark. */
import { sha256 } from '@noble/hashes/sha2.js';
import { html, raw } from 'hono/html';

/** A piece of a page. Every value inside is escaped, unless it is such a piece itself. */
export type Markup = ReturnType<typeof html>;

/**
 * JSON that can stand inside a `script` element: `<` cannot end the element or open a comment, and line separators, which old
 * parsers take for the end of a line, are escaped. It reads back as the same value.
 */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003C')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/**
 * A programme as it can stand inside a `script` element. The three texts that HTML reads there are written as the HTML standard
 * advises (4.12.1.3, "Restrictions for contents of script elements"); in a bundle they only occur inside strings.
 */
export function scriptInPage(text: string): string {
  return text.replaceAll(/<(?=!--|\/?script)/gi, '\\x3C');
}

/** The source expression that allows exactly this inline text in a content security policy. */
export function sourceHash(text: string): string {
  return `'sha256-${btoa(String.fromCharCode(...sha256(new TextEncoder().encode(text))))}'`;
}

/** Colours of the pages. Both pairs have at least the contrast that WCAG 2.2 AA asks of text. */
export const PALETTE_CSS = `
:root { color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --panel: #f6f8fa; --link: #0550ae;
  --good: #1a7f37; --bad: #cf222e; --odd: #9a6700; --bar: #0969da; --track: #e6eaef; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0d1117; --text: #e6edf3; --quiet: #9198a1; --line: #3d444d; --panel: #151b23; --link: #79b8ff;
  --good: #57c96b; --bad: #ff7b72; --odd: #d9a53f; --bar: #58a6ff; --track: #262c36; } }
`;

export interface PageFrame {
  readonly title: string;
  /** Text of the only style sheet. */
  readonly style: string;
  /** Further directives of the content security policy, each without its semicolon. */
  readonly policy: readonly string[];
  /** Attributes of the body by name. */
  readonly bodyData: Readonly<Record<`data-${string}`, string>>;
  readonly body: Markup;
  /** Put at the end of the body as it stands: scripts made by `scriptInPage` and data made by `jsonInPage`. */
  readonly scripts: readonly { readonly attributes: string; readonly text: string }[];
}

/** A whole page as text. It loads nothing: everything that it shows is inside. */
export async function renderPage(frame: PageFrame): Promise<string> {
  const policy = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", ...frame.policy].join('; ');
  const scripts = frame.scripts.map(({ attributes, text }) => raw(`<script ${attributes}>${text}</script>\n`));
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${frame.title}</title>
<style>${raw(frame.style)}</style>
</head>
<body${Object.entries(frame.bodyData).map(([name, value]) => html` ${name}="${value}"`)}>
${frame.body}
${scripts}</body>
</html>
`;
  return String(page);
}
