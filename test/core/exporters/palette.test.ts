import assert from 'node:assert/strict';
import { EDITOR_THEME_CSS } from '../../../src/core/exporters/editor-theme.ts';
import { PALETTE_CSS } from '../../../src/core/exporters/page-frame.ts';
import { theme } from '../../webview/themes.ts';

type Palette = ReadonlyMap<string, string>;

/** Variables of a style sheet: those that hold in the light, and those in the dark. */
function palettes(css: string): { readonly light: Palette; readonly dark: Palette } {
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
  const read = (part: string): [string, string][] =>
    [...part.matchAll(/(--[A-Za-z-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]);
  return { light: new Map(read(light)), dark: new Map([...read(light), ...read(dark)]) };
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function assertReadable(css: string, pairs: readonly (readonly [text: string, background: string])[]): void {
  for (const [scheme, palette] of Object.entries(palettes(css))) {
    for (const [text, background] of pairs) {
      const [one, other] = [palette.get(text), palette.get(background)];
      assert.ok(one !== undefined && other !== undefined, `${text} on ${background} is defined`);
      const ratio = contrast(one, other);
      assert.ok(ratio >= 4.5, `${scheme}: ${text} on ${background} has a contrast of ${ratio.toFixed(2)}`);
    }
  }
}

describe('colours of exported pages', () => {
  it('can be read on the report', () => {
    assertReadable(PALETTE_CSS, [
      ...['--text', '--quiet', '--link', '--good', '--bad', '--odd'].map((text) => [text, '--page'] as const),
      ['--text', '--panel'],
    ]);
  });

  it('can be read in the replay', () => {
    const on = (background: string, texts: readonly string[]) =>
      texts.map((text) => [`--vscode-${text}`, `--vscode-${background}`] as const);
    const ansi = ['Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'].flatMap((name) => [
      `terminal-ansi${name}`,
      `terminal-ansiBright${name}`,
    ]);
    assertReadable(EDITOR_THEME_CSS, [
      ...on('editor-background', [
        'foreground',
        'descriptionForeground',
        'errorForeground',
        'textLink-foreground',
        'testing-iconPassed',
        'testing-iconFailed',
        'list-warningForeground',
        'problemsWarningIcon-foreground',
        'charts-blue',
      ]),
      ...on('sideBar-background', [
        'foreground',
        'descriptionForeground',
        'gitDecoration-addedResourceForeground',
        'gitDecoration-modifiedResourceForeground',
        'gitDecoration-deletedResourceForeground',
      ]),
      ...on('list-activeSelectionBackground', ['list-activeSelectionForeground']),
      ...on('list-inactiveSelectionBackground', ['list-inactiveSelectionForeground']),
      ...on('button-background', ['button-foreground']),
      ...on('badge-background', ['badge-foreground']),
      ...on('terminal-background', ['terminal-foreground', ...ansi]),
    ]);
  });

  it('include every one that VS Code gives the replay', () => {
    const { light } = palettes(EDITOR_THEME_CSS);
    const missing = Object.keys(theme('dark-modern').variables).filter((name) => !light.has(name));
    assert.deepEqual(missing, []);
  });
});
