/** How OpenSSL tells of files that it cannot open. */
import { textHash } from '../../host/random.ts';
import type { Call } from '../../shell/contracts.ts';

const CODES: Readonly<Record<string, string>> = {
  'No such file or directory': '80000002',
  'Permission denied': '8000000D',
  'Is a directory': '80000015',
};

/** What begins each line of the queue of errors: the id of the thread. */
export function threadId({ shell }: Call): string {
  const id = textHash(`thread ${shell.parts.kernel.processes.lastPid}`).toString(16).toUpperCase().padStart(8, '0');
  return `40${id.slice(0, 6)}${'7F0000'}`;
}

/** The complaint about a file that could not be opened. */
export function openingError(file: string, reason: string, call: Call): string {
  const id = threadId(call);
  const code = CODES[reason] ?? '80000002';
  return `${file}: ${reason}\n${id}:error:${code}:system library:file_ctrl:${reason}:../crypto/bio/bss_file.c:297:calling fopen(${file}, r)\n${id}:error:10080002:BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:300:\n`;
}
