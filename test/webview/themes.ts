/** Themes of VS Code as a web view gets them: `themes.json` holds what VS Code 1.139 sets for the variables that the replay reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const THEMES = ['dark-modern', 'light-modern', 'high-contrast', 'high-contrast-light'] as const;
export type ThemeName = (typeof THEMES)[number];

/** What VS Code sets on Linux where the user chose no fonts. */
const FONTS = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-font-weight': 'normal',
  '--vscode-font-size': '13px',
  '--vscode-editor-font-family': '"Droid Sans Mono", "monospace", monospace',
  '--vscode-editor-font-weight': 'normal',
  '--vscode-editor-font-size': '14px',
};

export interface Theme {
  /** Class and `data-vscode-theme-kind` of the body. */
  readonly kind: string;
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A theme with its fonts. */
export function theme(name: ThemeName): Theme {
  const file = join(import.meta.dirname, 'themes.json');
  const themes = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<ThemeName, Theme>>;
  const { variables, ...rest } = themes[name];
  return { ...rest, variables: { ...FONTS, ...variables } };
}
