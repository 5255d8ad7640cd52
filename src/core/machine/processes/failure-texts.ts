/** What a program prints when it cannot start, where the scenario does not say: what Python programs of that kind print. */
import { nameOf, parentOf } from '../files/paths.ts';

export interface Failing {
  readonly scriptPath: string;
  readonly script: string;
  /** Text of the script, to name the line that fails. */
  readonly text: string;
  readonly root: string;
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

export function portInUseText(port: string): string {
  return `ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', ${port}): address already in use`;
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

/** What the program greets when it starts does not answer. */
export function unreachableText(failing: Failing, port: string, address: string): string {
  return traceback(
    failing,
    /chat\(|requests\.|connect|ping|greet/i,
    'main()',
    `requests.exceptions.ConnectionError: HTTPConnectionPool(host='0.0.0.0', port=${port}): Max retries exceeded with url: /v1/chat/completions (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at ${address}>: Failed to establish a new connection: [Errno 111] Connection refused'))`,
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
