/**
 * `openssl`: versions, chance, digests, base64, and the client that tries a connection. Keys, certificates and ciphers are left out:
 * a machine on which nothing real is made has no use for them.
 */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { fromLatin1, latin1 } from '../../shell/encoding.ts';
import { bytesResult, readContent } from '../../shell/tools/files/content.ts';
import { failureText, tryConnection } from '../network/network-tool.ts';
import { both, type SystemTool, systemOf } from '../system-tool.ts';
import { digest, digestNamed } from './digests.ts';
import { openingError, threadId } from './errors.ts';

const VERSIONS = {
  'ubuntu-22.04': { version: '3.0.2', date: '15 Mar 2022', built: 'Wed Feb  5 13:19:48 2025 UTC' },
  'ubuntu-24.04': { version: '3.0.13', date: '30 Jan 2024', built: 'Wed Feb  5 13:17:43 2025 UTC' },
  'debian-12': { version: '3.0.15', date: '3 Sep 2024', built: 'Sun Oct 27 14:16:13 2024 UTC' },
} as const;

function version(words: readonly string[], call: Call): ExecResult {
  const { os } = systemOf(call).kernel.state.host;
  const { version: number, date, built } = VERSIONS[os];
  const first = `OpenSSL ${number} ${date} (Library: OpenSSL ${number} ${date})\n`;
  const folder = 'OPENSSLDIR: "/usr/lib/ssl"\n';
  if (words.includes('-d')) return ok(folder);
  if (!words.includes('-a')) return ok(first);
  const platform = 'debian-amd64';
  return ok(
    `${first}built on: ${built}\nplatform: ${platform}\noptions:  bn(64,64)\ncompiler: gcc -fPIC -pthread -m64 -Wa,--noexecstack -Wall -fzero-call-used-regs=used-gpr -DOPENSSL_TLS_SECURITY_LEVEL=2 -Wa,--noexecstack -g -O2 -DOPENSSL_USE_NODELETE -DL_ENDIAN -DOPENSSL_PIC -DOPENSSL_BUILDING_OPENSSL -DNDEBUG -Wdate-time -D_FORTIFY_SOURCE=2\n${folder}ENGINESDIR: "/usr/lib/x86_64-linux-gnu/engines-3"\nMODULESDIR: "/usr/lib/x86_64-linux-gnu/ossl-modules"\nSeeding source: os-specific\nCPUINFO: OPENSSL_ia32cap=0xfffa32034f8bffff:0x1842d619c95ba9\n`,
  );
}

/** Bytes that one call draws at most. */
const MOST_BYTES = 2 ** 24;

function rand(words: readonly string[], call: Call): ExecResult {
  const count = Number(words.find((word) => !word.startsWith('-')));
  if (!Number.isInteger(count) || count < 1 || count > MOST_BYTES) {
    return fail('rand: Use -help for summary.\n');
  }
  const { draw } = systemOf(call).kernel;
  const bytes = Uint8Array.from({ length: count }, () => draw.int(0, 255));
  if (words.includes('-hex')) return ok(`${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}\n`);
  return words.includes('-base64') ? ok(lines(btoa(latin1(bytes)))) : bytesResult(latin1(bytes), '');
}

/** Base64 in lines of 64 letters. */
function lines(text: string): string {
  return text === '' ? '' : `${(text.match(/.{1,64}/g) ?? []).join('\n')}\n`;
}

/** The value behind an option. */
function valueBehind(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at === -1 ? undefined : words[at + 1];
}

async function base64(words: readonly string[], call: Call): Promise<ExecResult> {
  const file = valueBehind(words, '-in');
  const content = await readContent(file ?? '-', call);
  if ('reason' in content) {
    return fail(
      openingError(file ?? '', content.reason, call).replace(/^(.*)\n/, `Can't open "${file}" for reading, $1\n`),
    );
  }
  const decodes = words.includes('-d');
  const oneLine = words.includes('-A');
  const encoded = (): string => (oneLine ? btoa(content.bytes) : lines(btoa(content.bytes)));
  const output = decodes ? decoded(content.bytes, oneLine) : encoded();
  const out = valueBehind(words, '-out');
  if (out === undefined) return bytesResult(output, '');
  const path = out.startsWith('/') ? out : `${call.context.cwd}/${out}`;
  call.shell.tree.write(path, fromLatin1(output));
  systemOf(call).kernel.events.fileWritten(path);
  return ok();
}

/** The bytes of a text in base64. What is not whole lines of it is left out, as OpenSSL does without a word. */
function decoded(text: string, oneLine: boolean): string {
  if (!oneLine && !text.includes('\n')) return '';
  try {
    return atob(text.replaceAll(/\s/g, ''));
  } catch {
    return '';
  }
}

async function client(words: readonly string[], call: Call): Promise<ExecResult> {
  const [host = 'localhost', port = '443'] = (
    valueBehind(words, '-connect') ??
    words.find((word) => word.includes(':')) ??
    ''
  )
    .split(':')
    .map((part, at) => part || ['localhost', '443'][at] || '');
  const met = await tryConnection(call, { host, port: Number(port) }, { by: 'tls' });
  const id = threadId(call);
  if (met.kind === 'no-such-host') {
    return fail(
      `${id}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=0\n`,
    );
  }
  if (met.kind !== 'open') {
    const reason = failureText(met.kind);
    const [number, code] = {
      refused: [111, '8000006F'],
      timeout: [110, '8000006E'],
      'no-route': [113, '80000071'],
      unreachable: [101, '80000065'],
    }[met.kind] as [number, string];
    return fail(
      `${id}:error:${code}:system library:BIO_connect:${reason}:../crypto/bio/bio_sock2.c:125:calling connect()\n${id}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:127:\nconnect:errno=${number}\n`,
    );
  }
  return both(
    'CONNECTED(00000003)\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 5 bytes and written 293 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: 0 (ok)\n---\n',
    `${id}:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:\n`,
    1,
  );
}

const HELP = `help:

Standard commands
base64            dgst              enc               help              
rand              s_client          version           

Message Digest commands (see the \`dgst' command for more details)
md5               sha1              sha224            sha256            
sha384            sha512            
`;

function run([name, ...words]: readonly string[], call: Call): ExecResult | Promise<ExecResult> {
  if (name === undefined || name === 'help' || name === '--help') return fail(HELP, 0);
  const named = digestNamed(name);
  if (named) return digest(words, call, named);
  switch (name) {
    case 'version':
    case '-v':
    case '--version':
      return version(words, call);
    case 'rand':
      return rand(words, call);
    case 'dgst':
      return digest(words, call);
    case 'base64':
      return base64(words, call);
    case 's_client':
      return client(words, call);
    case 'enc':
      if (words.includes('-base64') || words.includes('-a')) return base64(words, call);
      return fail('enc: Unknown cipher: \nenc: Use -help for summary.\n');
    default:
      return fail(`Invalid command '${name}'; type "help" for a list.\n`);
  }
}

/** Digests, chance and base64 of OpenSSL. */
export const openssl: SystemTool = { name: 'openssl', path: '/usr/bin/openssl', run };
