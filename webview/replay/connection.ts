/** The line to the host, typed by the protocol. */
import type { FromReplay, ToReplay } from '../../src/protocol/replay.ts';

/** What VS Code gives a web view; the page of an HTML export provides the same. */
interface HostApi {
  postMessage(message: FromReplay): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}

declare global {
  function acquireVsCodeApi(): HostApi;
}

export interface Connection {
  send(message: FromReplay): void;
  /** What `save` kept when the view was last open; undefined the first time. Untrusted: check what it is. */
  saved(): unknown;
  save(state: unknown): void;
}

/** Opens the line and hands on what the host says. May be called once: VS Code gives its API out only once. */
export function connect(receive: (message: ToReplay) => void): Connection {
  const host = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<ToReplay>) => {
    // An event that a script of the page itself dispatches has no origin; a window that opened an export has another one.
    if (event.origin === '' || event.origin === window.origin) receive(event.data);
  });
  return {
    send: (message) => host.postMessage(message),
    saved: () => host.getState(),
    save: (state) => {
      host.setState(state);
    },
  };
}
