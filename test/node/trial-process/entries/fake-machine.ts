/** The process that runs trials, as it ships, on the fake machine of the tests. */
import { confine } from '../../../../src/node/trial-process/confine.ts';

const wall = confine();
const { obey } = await import('../../../../src/node/trial-process/obey.ts');
obey(wall, async () => (await import('../../../core/trial/fake-machine.ts')).fakeRig);
