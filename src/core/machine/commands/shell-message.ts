/** How the shell words its own complaints. */

/** A complaint of a command that is part of the shell, as bash prints it in the first line of a script; the shell counts lines. */
export function shellMessage(builtin: string, complaint: string): string {
  return `bash: line 1: ${builtin}: ${complaint}\n`;
}

/** A word as it can be typed in a shell to mean just that text. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line whose words are these. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
