/** What a program prints when it cannot start, where the scenario does not say: what Python programs of that kind print. */
import { nameOf, parentOf } from '../files/paths.ts';

export interface Failing {
  readonly scriptPath: string;
  readonly script: string;
  /** Text of the script, to name the line that fails. */
  readonly text: string;
  readonly root: string;
  /** Folders of Python's own modules and of those that were installed. */
  readonly library: string;
  readonly packages: string;
}

/** A traceback through one line of the script, the line being the first that matches. */
function traceback(failing: Failing, pattern: RegExp, fallback: string, error: string): string {
  const lines = failing.text.split('\n');
  const at = lines.findIndex((line) => pattern.test(line) && !line.trim().startsWith('#'));
  const code = at === -1 ? fallback : (lines[at]?.trim() ?? fallback);
  const number = at === -1 ? Math.max(1, lines.length - 1) : at + 1;
  return `Traceback (most recent call last):\n  File "${failing.scriptPath}", line ${number}, in <module>\n    ${code}\n${error}`;
}

/** A file or a module is missing. */
export function missingFileText(failing: Failing, path: string): string {
  const relative = path.startsWith(`${failing.root}/`) ? path.slice(failing.root.length + 1) : path;
  if (relative.endsWith('.py')) {
    const module = relative
      .slice(0, -3)
      .replaceAll('/', '.')
      .replace(/\.__init__$/, '');
    const pattern = new RegExp(`^\\s*(?:from|import)\\s+${module.replaceAll('.', '\\.')}\\b`);
    return traceback(failing, pattern, `import ${module}`, `ModuleNotFoundError: No module named '${module}'`);
  }
  const pattern = new RegExp(nameOf(path).replace(/[^\w]+/g, '.*') || 'open');
  return traceback(
    failing,
    pattern,
    `open(${JSON.stringify(relative)})`,
    `FileNotFoundError: [Errno 2] No such file or directory: '${path}'`,
  );
}

/** A package of modules is missing as a whole: Python names the package. */
export function missingPackageText(failing: Failing, path: string): string {
  const folder = parentOf(path);
  const name = nameOf(folder);
  const module = path.slice(failing.root.length + 1, -3).replaceAll('/', '.');
  const pattern = new RegExp(`^\\s*(?:from|import)\\s+${name}\\b`);
  return traceback(failing, pattern, `import ${module}`, `ModuleNotFoundError: No module named '${name}'`);
}

/** What uvicorn says when its port is taken: it finds out when it is about to listen. */
export function portInUseText(port: string, pid: number): string {
  return [
    `INFO:     Started server process [${pid}]`,
    'INFO:     Waiting for application startup.',
    'INFO:     Application startup complete.',
    `ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', ${port}): address already in use`,
    'INFO:     Waiting for application shutdown.',
    'INFO:     Application shutdown complete.',
  ].join('\n');
}

const GIB = 2 ** 30;

/** PyTorch found too little memory on the GPUs. */
export function outOfGpuMemoryText(
  failing: Failing,
  gpu: { readonly index: number; readonly total: number; readonly free: number } | undefined,
): string {
  if (!gpu) {
    return traceback(
      failing,
      /cuda|serve|load|from_pretrained/i,
      'model.to("cuda")',
      'RuntimeError: No CUDA GPUs are available',
    );
  }
  const total = (gpu.total / GIB - 0.85).toFixed(2);
  const free =
    gpu.free >= GIB ? `${(gpu.free / GIB).toFixed(2)} GiB` : `${Math.max(10, gpu.free / 2 ** 20).toFixed(2)} MiB`;
  const used = ((gpu.total - gpu.free) / GIB).toFixed(2);
  return traceback(
    failing,
    /cuda|serve|load|from_pretrained/i,
    'model.to("cuda")',
    `torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 462.00 MiB. GPU ${gpu.index} has a total capacity of ${total} GiB of which ${free} is free. Including non-PyTorch memory, this process has ${used} GiB memory in use. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)`,
  );
}

/** A line of a traceback in a file. */
function frame(file: string, line: number, name: string, code: string): string {
  return `  File "${file}", line ${line}, in ${name}\n    ${code}\n`;
}

const HEAD = 'Traceback (most recent call last):\n';
const CAUSE = '\nThe above exception was the direct cause of the following exception:\n\n';
const DURING = '\nDuring handling of the above exception, another exception occurred:\n\n';

/** What the program greets when it starts does not answer: how urllib3 2 and requests 2.32 tell it. */
export function unreachableText(failing: Failing, port: string, address: string): string {
  const { library, packages } = failing;
  const refused = '[Errno 111] Connection refused';
  const connection = `<urllib3.connection.HTTPConnection object at ${address}>: Failed to establish a new connection: ${refused}`;
  const pool = `HTTPConnectionPool(host='0.0.0.0', port=${port}): Max retries exceeded with url: /v1/chat/completions (Caused by NewConnectionError('${connection}'))`;
  const urllib3 = (file: string, line: number, name: string, code: string): string =>
    frame(`${packages}/urllib3/${file}`, line, name, code);
  const http = (line: number, name: string, code: string): string =>
    frame(`${library}/http/client.py`, line, name, code);
  const requests = (file: string, line: number, name: string, code: string): string =>
    frame(`${packages}/requests/${file}`, line, name, code);
  const own = traceback(failing, /chat\(|requests\.|connect|ping|greet|run\(/i, 'main()', '');
  return (
    HEAD +
    urllib3('connection.py', 198, '_new_conn', 'sock = connection.create_connection(') +
    urllib3('util/connection.py', 85, 'create_connection', 'raise err') +
    urllib3('util/connection.py', 73, 'create_connection', 'sock.connect(sa)') +
    `ConnectionRefusedError: ${refused}\n${CAUSE}${HEAD}` +
    urllib3('connectionpool.py', 787, 'urlopen', 'response = self._make_request(') +
    urllib3('connectionpool.py', 493, '_make_request', 'conn.request(') +
    urllib3('connection.py', 445, 'request', 'self.endheaders()') +
    http(1278, 'endheaders', 'self._send_output(message_body, encode_chunked=encode_chunked)') +
    http(1038, '_send_output', 'self.send(msg)') +
    http(976, 'send', 'self.connect()') +
    urllib3('connection.py', 276, 'connect', 'self.sock = self._new_conn()') +
    urllib3('connection.py', 213, '_new_conn', 'raise NewConnectionError(') +
    `urllib3.exceptions.NewConnectionError: ${connection}\n${CAUSE}${HEAD}` +
    requests('adapters.py', 667, 'send', 'resp = conn.urlopen(') +
    urllib3('connectionpool.py', 841, 'urlopen', 'retries = retries.increment(') +
    urllib3(
      'util/retry.py',
      519,
      'increment',
      'raise MaxRetryError(_pool, url, reason) from reason  # type: ignore[arg-type]',
    ) +
    `urllib3.exceptions.MaxRetryError: ${pool}\n${DURING}${own}` +
    requests('api.py', 115, 'post', 'return request("post", url, data=data, json=json, **kwargs)') +
    requests('api.py', 59, 'request', 'return session.request(method=method, url=url, **kwargs)') +
    requests('sessions.py', 589, 'request', 'resp = self.send(prep, **send_kwargs)') +
    requests('sessions.py', 703, 'send', 'r = adapter.send(request, **kwargs)') +
    requests('adapters.py', 700, 'send', 'raise ConnectionError(e, request=request)') +
    `requests.exceptions.ConnectionError: ${pool}`
  );
}

/** Something answers at the port, but not what was expected. */
export function wrongServiceText(failing: Failing, port: string): string {
  return traceback(
    failing,
    /chat\(|requests\.|connect|ping|greet/i,
    'main()',
    `requests.exceptions.HTTPError: 404 Client Error: Not Found for url: http://0.0.0.0:${port}/v1/chat/completions`,
  );
}
