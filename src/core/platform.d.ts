/**
 * The few names outside ECMAScript that the core uses. Node, browsers and web workers all have them, so they are declared here
 * instead of giving the core the whole of Node's or the DOM's types.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hash: string;
}
declare function structuredClone<T>(value: T): T;
declare function btoa(binary: string): string;
declare function atob(base64: string): string;

/** WebAssembly with calls that can wait, which newer runtimes have. */
declare namespace WebAssembly {
  class Module {
    private constructor();
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function compile(binary: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Record<string, Record<string, unknown>>): Promise<Instance>;
  class Suspending {
    constructor(call: (...given: never[]) => unknown);
  }
  function promising<Given extends unknown[], Result>(
    call: (...given: Given) => Result,
  ): (...given: Given) => Promise<Result>;
}
