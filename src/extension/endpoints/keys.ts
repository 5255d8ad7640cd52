/** API keys. They are kept in the secret storage of the editor, and nowhere else. */
import type { Event, SecretStorage, SecretStorageChangeEvent } from 'vscode';
import type { EndpointConfig } from '../../core/experiment/endpoint-config.ts';

/** Endpoint that a key belongs to. */
export type KeyOwner = Pick<EndpointConfig, 'name' | 'baseUrl'>;

/** Keys by endpoint. */
export class EndpointKeys {
  readonly #secrets: SecretStorage;

  /** A key was set or removed, in this window or another. */
  readonly onDidChange: Event<SecretStorageChangeEvent>;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
    this.onDidChange = secrets.onDidChange;
  }

  /** The key of an endpoint; undefined when none was set. */
  async get(endpoint: KeyOwner): Promise<string | undefined> {
    return this.#secrets.get(nameOf(endpoint));
  }

  async set(endpoint: KeyOwner, key: string): Promise<void> {
    await this.#secrets.store(nameOf(endpoint), key);
  }

  async remove(endpoint: KeyOwner): Promise<void> {
    await this.#secrets.delete(nameOf(endpoint));
  }
}

/**
 * A key belongs to a name at a server. Settings of a folder may give the name of an endpoint another address; that server must not
 * be sent the key of the first one.
 */
function nameOf({ name, baseUrl }: KeyOwner): string {
  return `endpoint ${name} at ${new URL(baseUrl).origin}`;
}
