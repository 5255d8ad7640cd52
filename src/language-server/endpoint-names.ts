/** Names of endpoints for completion: those that the client tells, else those of `redline.config.yaml`. */
import { dirname, join } from 'node:path';
import { readConfigFile } from '../core/experiment/endpoint-config.ts';
import type { NamedEndpoint } from '../protocol/language.ts';
import { FileTexts, pathOf } from './scenario-files.ts';
import type { ScenarioWorkspace } from './workspace.ts';

export const CONFIG_FILE = 'redline.config.yaml';

export class EndpointNames {
  readonly #workspace: ScenarioWorkspace;
  readonly #texts = new FileTexts();
  #told: readonly NamedEndpoint[] | undefined;

  constructor(workspace: ScenarioWorkspace) {
    this.#workspace = workspace;
  }

  /** Takes what the client says. */
  tell(endpoints: readonly NamedEndpoint[] | undefined): void {
    this.#told = endpoints;
  }

  /** The endpoints that a scenario at an address can name. */
  async of(uri: string): Promise<readonly NamedEndpoint[]> {
    return this.#told ?? this.#configured(uri);
  }

  async #configured(uri: string): Promise<readonly NamedEndpoint[]> {
    const own = pathOf(uri);
    if (own === undefined) return [];
    const outermost = this.#workspace.folderOf(own);
    for (let folder = dirname(own); ; folder = dirname(folder)) {
      const read = await this.#texts.read(join(folder, CONFIG_FILE), outermost);
      if ('text' in read) {
        const { endpoints } = readConfigFile(read.text);
        return [...endpoints].map(([name, { model, baseUrl }]) => ({ name, about: `${model} at ${baseUrl}` }));
      }
      if (folder === outermost || dirname(folder) === folder) return [];
    }
  }
}
