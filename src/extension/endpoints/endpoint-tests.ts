/** What was found when endpoints were tried out, for as long as the window is open. */
import { type Disposable, EventEmitter } from 'vscode';
import type { EndpointConfig } from '../../core/experiment/endpoint-config.ts';
import type { EndpointTest } from '../../node/endpoints/test-endpoint.ts';

export class EndpointTests implements Disposable {
  readonly #tests = new Map<string, EndpointTest>();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  /** What was found last; undefined when the endpoint, as it is configured now, was not tried out. */
  get(endpoint: EndpointConfig): EndpointTest | undefined {
    return this.#tests.get(keyOf(endpoint));
  }

  keep(endpoint: EndpointConfig, test: EndpointTest): void {
    this.#tests.set(keyOf(endpoint), test);
    this.#changed.fire();
  }

  /** Forgets what was found, as when the key changed. */
  forget(endpoint: EndpointConfig): void {
    this.#tests.delete(keyOf(endpoint));
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function keyOf({ name, baseUrl, model, headers }: EndpointConfig): string {
  return JSON.stringify([name, baseUrl, model, headers]);
}
