/** `redline serve`: scripted policies as an OpenAI-compatible server on loopback. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { type Policy, PolicyError, parsePolicy } from '../../core/agent/scripted/read-policy.ts';
import { findPolicy, listPolicies, type PolicyPlaces, UnknownPolicyError } from '../../node/policies.ts';
import { ServeError, servePolicies } from '../../node/serve.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import type { PackageFiles } from '../package-files.ts';
import { readScenarioFile } from '../scenario-file.ts';
import { onInterrupt } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface ServeOptions {
  readonly scenario?: string;
  readonly policy?: readonly string[];
  readonly port: number;
  readonly json?: boolean;
}

/** The command. It runs until it is stopped; `end` takes its exit code then. */
export function serveCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('serve')
    .description(
      'Serve scripted policies as an OpenAI-compatible server on loopback. The name of the model chooses the policy.',
    )
    .option('--scenario <file>', 'scenario whose policies are served, besides those for any')
    .option('--policy <name...>', 'policies to serve (default: all)')
    .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber(0, 65535), 0)
    .option('--json', 'print the address as JSON, on one line')
    .action(async ({ scenario, policy, port, json = false }: ServeOptions) => {
      const policies = await policiesOf(policy, await placesOf(scenario, files));
      const server = await servePolicies({ policies, port }).catch((error: unknown) => {
        throw error instanceof ServeError ? new CliError(EXIT.infrastructure, error.message) : error;
      });
      const { baseUrl } = server;
      const names = [...policies.keys()];
      if (json) terminal.out.write(`${JSON.stringify({ baseUrl, port: server.port, policies: names })}\n`);
      else terminal.out.write(`Serving ${names.join(', ')} at ${baseUrl}\nStop with Ctrl-C.\n`);
      const interrupt = onInterrupt(() => undefined);
      await new Promise<void>((stopped) => {
        interrupt.signal.addEventListener('abort', () => stopped(), { once: true });
      });
      await server.close();
      interrupt.dispose();
      end(EXIT.ok);
    });
}

async function placesOf(file: string | undefined, { policies }: PackageFiles): Promise<PolicyPlaces> {
  if (file === undefined) return { scenario: undefined, scenarioFile: undefined, shipped: policies };
  const { document } = await readScenarioFile(file);
  if (document === undefined)
    throw usageError(`${file} is not a valid scenario.`, `redline validate ${file} says why.`);
  return { scenario: document.scenario, scenarioFile: resolve(file), shipped: policies };
}

async function policiesOf(names: readonly string[] | undefined, places: PolicyPlaces): Promise<Map<string, Policy>> {
  try {
    const found =
      names === undefined
        ? [...(await listPolicies(places)).values()]
        : await Promise.all(names.map((name) => findPolicy(name, places)));
    return new Map(found.map(({ name, file, text }) => [name, parsePolicy(text, file)]));
  } catch (error) {
    if (error instanceof UnknownPolicyError) {
      const hint = places.scenario === undefined ? 'Policies of a scenario are found with --scenario.' : undefined;
      throw usageError(error.message, hint);
    }
    throw error instanceof PolicyError ? usageError(error.message) : error;
  }
}
