/** Tries out, from inside the confined process, what it must not be able to do, and reports what came of each attempt. */
import { addressOf, confine } from '../../../../src/node/trial-process/confine.ts';
import { accessesOf } from '../../../../src/node/trial-process/endpoint-access.ts';
import type { ToTrialProcess } from '../../../../src/protocol/trial-process.ts';

const wall = confine();
const { attempts } = await import('./attempts.ts');

process.on('message', async (message: ToTrialProcess) => {
  if (message.type !== 'run') return;
  const { folder, scenario } = message.request;
  const addresses = accessesOf(message.request).flatMap((access) =>
    access.provider === 'openai-compatible' ? [addressOf(access.baseUrl)] : [],
  );
  wall.allow(addresses);
  for (const [name, attempt] of Object.entries(attempts(folder, JSON.parse(scenario.source)))) {
    let outcome: string;
    try {
      outcome = `could: ${String(await attempt())}`;
    } catch (error) {
      outcome = `could not: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
    }
    process.send?.({ type: 'log', level: 'info', text: `${name}\n${outcome}` });
  }
  process.send?.({ type: 'done', cancelled: false }, undefined, undefined, () => process.exit(0));
});
process.send?.({ type: 'ready', confined: wall.confined });
