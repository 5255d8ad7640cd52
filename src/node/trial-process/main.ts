/** The process that runs trials. It gives up the powers that it does not need before it loads anything that could use them. */
import { confine } from './confine.ts';

const wall = confine();
const { obey } = await import('./obey.ts');
obey(wall, async () => (await import('../python/rig-with-python.ts')).rigWithPython());
