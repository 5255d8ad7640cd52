/** How the shell words its own complaints. */

/** A complaint of a command that is part of the shell, as bash prints it on a terminal: like the shell's other builtins here. */
export function shellMessage(builtin: string, complaint: string): string {
  return `bash: ${builtin}: ${complaint}\n`;
}

/** A word as it can be typed in a shell to mean just that text. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line whose words are these. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
