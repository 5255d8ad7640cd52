/**
 * The colours that VS Code defines for web views, for a page where there is no VS Code: those of its themes Light Modern and Dark
 * Modern, with more contrast where those have less than WCAG 2.2 AA asks of text.
 */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  foreground: ['#3b3b3b', '#cccccc'],
  descriptionForeground: ['#5f6a74', '#9d9d9d'],
  errorForeground: ['#b3261e', '#f88078'],
  'list-errorForeground': ['#b3261e', '#f88078'],
  focusBorder: ['#005fb8', '#2b9bf4'],
  'icon-foreground': ['#3b3b3b', '#cccccc'],
  'widget-border': ['#e5e5e5', '#313131'],
  'sash-hoverBorder': ['#005fb8', '#0078d4'],
  'editor-background': ['#ffffff', '#1f1f1f'],
  'editor-foreground': ['#3b3b3b', '#cccccc'],
  'editorLineNumber-foreground': ['#6e7681', '#8b949e'],
  'editorGutter-addedBackground': ['#2ea043', '#2ea043'],
  'editorGutter-modifiedBackground': ['#005fb8', '#0078d4'],
  'editorGutter-deletedBackground': ['#f85149', '#f85149'],
  'textLink-foreground': ['#005fb8', '#4daafc'],
  'textLink-activeForeground': ['#005fb8', '#4daafc'],
  'textCodeBlock-background': ['#f3f3f3', '#2b2b2b'],
  'textBlockQuote-background': ['#f8f8f8', '#2b2b2b'],
  'panel-background': ['#f8f8f8', '#181818'],
  'panel-border': ['#e5e5e5', '#2b2b2b'],
  'panelTitle-activeForeground': ['#3b3b3b', '#cccccc'],
  'panelTitle-inactiveForeground': ['#5f6a74', '#9d9d9d'],
  'panelTitle-activeBorder': ['#005fb8', '#0078d4'],
  'sideBar-background': ['#f8f8f8', '#181818'],
  'sideBar-foreground': ['#3b3b3b', '#cccccc'],
  'sideBarSectionHeader-background': ['#f8f8f8', '#181818'],
  'sideBarSectionHeader-foreground': ['#3b3b3b', '#cccccc'],
  'sideBarSectionHeader-border': ['#e5e5e5', '#2b2b2b'],
  'list-activeSelectionBackground': ['#dbe7f5', '#04395e'],
  'list-activeSelectionForeground': ['#1f2328', '#ffffff'],
  'list-inactiveSelectionBackground': ['#e4e6f1', '#37373d'],
  'list-inactiveSelectionForeground': ['#1f2328', '#e0e0e0'],
  'list-hoverBackground': ['#f2f2f2', '#2a2d2e'],
  'list-hoverForeground': ['#3b3b3b', '#cccccc'],
  'list-focusAndSelectionOutline': ['#005fb8', '#0078d4'],
  'list-warningForeground': ['#855f00', '#d7ba4a'],
  'button-background': ['#005fb8', '#0078d4'],
  'button-foreground': ['#ffffff', '#ffffff'],
  'button-hoverBackground': ['#0258a8', '#026ec1'],
  'button-border': ['transparent', 'transparent'],
  'button-secondaryBackground': ['#e5e5e5', '#313131'],
  'button-secondaryForeground': ['#3b3b3b', '#cccccc'],
  'button-secondaryHoverBackground': ['#cccccc', '#3c3c3c'],
  'badge-background': ['#cccccc', '#4d4d4d'],
  'badge-foreground': ['#3b3b3b', '#f8f8f8'],
  'dropdown-background': ['#ffffff', '#313131'],
  'dropdown-border': ['#cecece', '#3c3c3c'],
  'dropdown-foreground': ['#3b3b3b', '#cccccc'],
  'settings-dropdownListBorder': ['#cecece', '#454545'],
  'input-background': ['#ffffff', '#313131'],
  'input-foreground': ['#3b3b3b', '#cccccc'],
  'input-placeholderForeground': ['#6a6a6a', '#a0a0a0'],
  'inputValidation-errorBackground': ['#fdecea', '#3a1d1d'],
  'inputValidation-errorBorder': ['#b3261e', '#be1100'],
  'inputValidation-errorForeground': ['#3b3b3b', '#e0e0e0'],
  'checkbox-background': ['#f8f8f8', '#313131'],
  'checkbox-border': ['#cecece', '#3c3c3c'],
  'checkbox-foreground': ['#3b3b3b', '#cccccc'],
  'progressBar-background': ['#005fb8', '#0078d4'],
  'scrollbarSlider-background': ['#64646466', '#79797966'],
  'scrollbarSlider-hoverBackground': ['#646464b3', '#646464b3'],
  'scrollbarSlider-activeBackground': ['#00000099', '#bfbfbf66'],
  'gitDecoration-addedResourceForeground': ['#44690a', '#81b88b'],
  'gitDecoration-modifiedResourceForeground': ['#895503', '#e2c08d'],
  'gitDecoration-deletedResourceForeground': ['#ad0707', '#e5806f'],
  'testing-iconPassed': ['#1a7f37', '#73c991'],
  'testing-iconFailed': ['#c4231c', '#f47067'],
  'problemsWarningIcon-foreground': ['#8a6100', '#d9a53f'],
  'charts-blue': ['#0063d3', '#4fa3ff'],
  'charts-green': ['#2c7a34', '#89d185'],
  'charts-orange': ['#9a5b00', '#e09a3a'],
  'terminal-background': ['#f8f8f8', '#181818'],
  'terminal-foreground': ['#3b3b3b', '#cccccc'],
  'terminal-ansiBlack': ['#000000', '#6a6a6a'],
  'terminal-ansiRed': ['#c0272d', '#f0625d'],
  'terminal-ansiGreen': ['#0c6b0c', '#0dbc79'],
  'terminal-ansiYellow': ['#6f7200', '#e5e510'],
  'terminal-ansiBlue': ['#0451a5', '#5a9fe0'],
  'terminal-ansiMagenta': ['#a805a8', '#d172d1'],
  'terminal-ansiCyan': ['#046f8c', '#11a8cd'],
  'terminal-ansiWhite': ['#555555', '#e5e5e5'],
  'terminal-ansiBrightBlack': ['#666666', '#8a8a8a'],
  'terminal-ansiBrightRed': ['#c0272d', '#f47067'],
  'terminal-ansiBrightGreen': ['#0c7a0c', '#23d18b'],
  'terminal-ansiBrightYellow': ['#6b6e00', '#f5f543'],
  'terminal-ansiBrightBlue': ['#0451a5', '#6cb6ff'],
  'terminal-ansiBrightMagenta': ['#a805a8', '#d670d6'],
  'terminal-ansiBrightCyan': ['#046f8c', '#29b8db'],
  'terminal-ansiBrightWhite': ['#666666', '#ffffff'],
};

const FONTS = `--vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
--vscode-editor-font-family: ui-monospace, Menlo, Consolas, monospace; --vscode-editor-font-size: 12px; --vscode-editor-font-weight: normal;
--vscode-terminal-font-family: ui-monospace, Menlo, Consolas, monospace;`;

function coloursOf(theme: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--vscode-${name}: ${pair[theme]};`)
    .join(' ');
}

/** The variables of a theme on the root element: light, and dark where the reader's system is. */
export const EDITOR_THEME_CSS = `:root { color-scheme: light dark; ${FONTS} ${coloursOf(0)} }
@media (prefers-color-scheme: dark) { :root { ${coloursOf(1)} } }
noscript { display: block; padding: 24px; }
`;
