/** What curl sends. */
import type { Call } from '../../contracts.ts';
import { latin1 } from '../../encoding.ts';
import { pathOf } from '../files/file-call.ts';
import type { CurlRequest } from './curl-words.ts';

export interface Body {
  readonly text: string | undefined;
  /** Type that goes with it unless the words give another. */
  readonly type: string | undefined;
  readonly method: string;
}

/** A file could not be read. */
export interface BodyProblem {
  readonly problem: string;
  readonly exitCode: number;
}

/** The body of a request, with the method that goes with it. */
export function bodyOf(request: CurlRequest, call: Call): Body | BodyProblem {
  const upload = request.values.get('upload-file')?.[0];
  if (upload !== undefined) {
    const text = textOf(upload, call);
    if (text === undefined) return { problem: `curl: Can't open '${upload}'!\n${MORE}`, exitCode: 26 };
    return { text, type: undefined, method: 'PUT' };
  }
  const forms = [...(request.values.get('form') ?? []), ...(request.values.get('form-string') ?? [])];
  if (forms.length > 0) return multipart(forms, call);
  if (request.data.length === 0) return { text: undefined, type: undefined, method: 'GET' };
  const parts: string[] = [];
  for (const { kind, text } of request.data) {
    if (kind === 'raw') parts.push(text);
    else if (kind === 'urlencode') {
      const given = encoded(text, call);
      if (given === undefined)
        return { problem: `curl: Failed to open ${text.replace(/^[^@]*@/, '')}\n${MORE}`, exitCode: 26 };
      parts.push(given);
    } else if (text.startsWith('@')) {
      const read = textOf(text.slice(1), call);
      if (read === undefined) return { problem: `curl: Failed to open ${text.slice(1)}\n${MORE}`, exitCode: 26 };
      parts.push(kind === 'ascii' ? read.replace(/[\r\n]/g, '') : read);
    } else parts.push(text);
  }
  const isJson = request.data.some(({ kind }) => kind === 'json');
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  return { text: parts.join(isJson ? '' : '&'), type, method: 'POST' };
}

const MORE = "curl: try 'curl --help' or 'curl --manual' for more information\n";

function textOf(path: string, call: Call): string | undefined {
  if (path === '-')
    return new TextDecoder().decode(
      Uint8Array.from(String(call.context.stdin), (character) => character.charCodeAt(0)),
    );
  try {
    const { tree, parts } = call.shell;
    const at = pathOf(path, call);
    const bytes = tree.read(at);
    parts.kernel.events.fileRead(tree.resolve(at, 'open'));
    const text = new TextDecoder().decode(bytes);
    return text.includes('\ufffd') ? latin1(bytes) : text;
  } catch {
    return undefined;
  }
}

function encoded(text: string, call: Call): string | undefined {
  const at = text.search(/[=@]/);
  if (at < 0) return encodeURIComponent(text);
  const name = text.slice(0, at);
  const content = text.charAt(at) === '=' ? text.slice(at + 1) : textOf(text.slice(at + 1), call);
  if (content === undefined) return undefined;
  return name === '' ? encodeURIComponent(content) : `${name}=${encodeURIComponent(content)}`;
}

function multipart(forms: readonly string[], call: Call): Body | BodyProblem {
  const boundary = `------------------------${call.shell.parts.kernel.draw.hex(16)}`;
  let text = '';
  for (const form of forms) {
    const [, name = '', given = ''] = /^([^=]*)=(.*)$/s.exec(form) ?? [];
    const file = /^[@<]([^;]*)/.exec(given)?.[1];
    const content = file === undefined ? given : textOf(file, call);
    if (content === undefined)
      return { problem: `curl: (26) Failed to open/read local data from file/application\n`, exitCode: 26 };
    const filename = given.startsWith('@') ? `; filename="${(file ?? '').replace(/^.*\//, '')}"` : '';
    const type = given.startsWith('@') ? 'Content-Type: application/octet-stream\r\n' : '';
    text += `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n${type}\r\n${content}\r\n`;
  }
  return { text: `${text}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}`, method: 'POST' };
}
