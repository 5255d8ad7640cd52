import assert from 'node:assert/strict';
import { commandsOf } from '../../../../src/core/machine/commands/index.ts';
import { hostFacts } from '../../../../src/core/machine/host/host.ts';
import { lines } from './real-tool.ts';
import { GIB, machineSpec, process, testMachine } from './world.ts';

const withGpus = (count: number, model: string, gibibytes: number) =>
  machineSpec({
    hardware: { cpus: 8, memory: 64 * GIB, disk: 500 * GIB, gpus: { count, model, memory: gibibytes * GIB } },
  });
const withoutGpus = machineSpec({ hardware: { cpus: 8, memory: 64 * GIB, disk: 500 * GIB, gpus: undefined } });

/** The table of the drivers 550 for an idle GPU with a fan, as recorded from one. */
const IDLE_L4 = `+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 550.127.08             Driver Version: 550.127.08     CUDA Version: 12.4     |
|-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA L4                      On  |   00000000:00:03.0 Off |                    0 |
| N/A   73C    P0             41W /   72W |      23MiB /  23034MiB |      0%      Default |
|                                         |                        |                  N/A |
+-----------------------------------------+------------------------+----------------------+
                                                                                         
+-----------------------------------------------------------------------------------------+
| Processes:                                                                              |
|  GPU   GI   CI        PID   Type   Process name                              GPU Memory |
|        ID   ID                                                               Usage      |
|=========================================================================================|
|  No running processes found                                                             |
+-----------------------------------------------------------------------------------------+
`;

/** The form of a table: numbers become zeros that keep their place. */
const form = (text: string): string => text.replaceAll(/[0-9A-F]{2}:[0-9A-F]{2}\.0/g, '00:00.0').replaceAll(/\d/g, '0');
/** The same without regard to how many places a number takes. */
const loose = (text: string): string =>
  form(text)
    .replaceAll(/ *0+(\.0+)*/g, ' 0')
    .replaceAll(/ +/g, ' ');

describe('nvidia-smi', () => {
  it('sets the table as the drivers 550 do', async () => {
    const machine = testMachine({ spec: withGpus(1, 'L4', 24), processes: [] });
    const { stdout, exitCode } = await machine.run('nvidia-smi');
    assert.equal(exitCode, 0);
    const [date, ...rest] = lines(stdout);
    assert.equal(date, 'Tue Mar  4 09:12:00 2025       ');
    const expected = lines(IDLE_L4);
    assert.equal(rest.length, expected.length);
    rest.forEach((line, index) => {
      assert.equal(line.length, expected[index]?.length, line);
      assert.equal(loose(line), loose(expected[index] ?? ''), line);
    });
  });

  it('keeps every line as wide as the frame, whatever it holds', async () => {
    const command = `/opt/conda/envs/a-name-that-is-very-long-indeed/bin/python3.10 serve.py`;
    const machine = testMachine({
      spec: withGpus(16, 'RTX 6000 Ada Generation Workstation', 48),
      processes: [process({ pid: 4_194_303, command, gpuMemory: 16 * 47 * GIB, gpus: [...Array(16).keys()] })],
    });
    const [, ...rest] = lines((await machine.run('nvidia-smi')).stdout);
    for (const line of rest.filter((entry) => entry.trim() !== '')) assert.equal(line.length, 91, line);
    assert.match(rest.join('\n'), /\| {3}15 {3}N\/A {2}N\/A {3}4194303 {6}C {3}\.\.\.\S+ +48128MiB \|/);
  });

  it('agrees with the state in every view', async () => {
    const machine = testMachine();
    const csv = '--format=csv,noheader,nounits';
    const used = lines(
      (await machine.run('nvidia-smi', '--query-gpu=memory.used,memory.free,memory.total', csv)).stdout,
    );
    assert.deepEqual(used, ['76800, 5120, 81920', '76800, 5120, 81920']);
    const apps = lines((await machine.run('nvidia-smi', '--query-compute-apps=pid,used_memory,gpu_uuid', csv)).stdout);
    assert.deepEqual(
      apps,
      machine.world.host.gpus.map(({ uuid }) => `41260, 76800, ${uuid}`),
    );
    assert.match((await machine.run('nvidia-smi')).stdout, /76800MiB \/ {2}81920MiB/);
    assert.match((await machine.run('nvidia-smi', '-q', '-d', 'MEMORY')).stdout, /Used {38,}: 76800 MiB/);
  });

  it('writes queries with and without header and units', async () => {
    const machine = testMachine();
    const query = async (...args: string[]): Promise<string> => (await machine.run('nvidia-smi', ...args)).stdout;
    assert.equal(
      lines(
        await query('--query-gpu=index,name,memory.used,utilization.gpu,power.limit,temperature.gpu', '--format=csv'),
      )[0],
      'index, name, memory.used [MiB], utilization.gpu [%], power.limit [W], temperature.gpu',
    );
    assert.match(
      await query('--query-gpu=name,memory.total', '--format=csv,noheader', '-i', '1'),
      /^NVIDIA A100-SXM4-80GB, 81920 MiB\n$/,
    );
    assert.equal(
      lines(await query('--query-compute-apps=pid,process_name,used_memory', '--format=csv'))[0],
      'pid, process_name, used_gpu_memory [MiB]',
    );
    assert.equal(await query('--query-gpu', 'count', '--format', 'csv,noheader', '--id=0'), '2\n');
  });

  it('lists the GPUs', async () => {
    const machine = testMachine();
    assert.equal(
      (await machine.run('nvidia-smi', '-L')).stdout,
      machine.world.host.gpus
        .map(({ uuid }, index) => `GPU ${index}: NVIDIA A100-SXM4-80GB (UUID: ${uuid})\n`)
        .join(''),
    );
  });

  it('complains as the real one does, on stdout', async () => {
    const machine = testMachine();
    for (const [args, text, exitCode] of [
      [['--query-gpu=foo', '--format=csv'], 'Field "foo" is not a valid field to query.\n\n', 2],
      [['--foo'], "ERROR: Option --foo is not recognized. Please run 'nvidia-smi -h' for help.\n\n", 2],
      [['-i', '9'], 'No devices were found\n', 6],
    ] as const) {
      assert.deepEqual(await machine.run('nvidia-smi', ...args), { stdout: text, stderr: '', exitCode });
    }
  });

  it('is not there without GPUs', async () => {
    const names = commandsOf(hostFacts(withoutGpus, 1)).map(({ name }) => name);
    assert.ok(!names.includes('nvidia-smi') && !names.includes('nvcc') && names.includes('ps'));
    assert.ok(commandsOf(hostFacts(machineSpec(), 1)).some(({ name }) => name === 'nvidia-smi'));
    const { stdout, exitCode } = await testMachine({ spec: withoutGpus, processes: [] }).run('nvidia-smi');
    assert.match(stdout, /^NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver\./);
    assert.equal(exitCode, 9);
  });
});

describe('lspci', () => {
  it('lists the GPUs where nvidia-smi has them', async () => {
    const machine = testMachine();
    const { stdout } = await machine.run('lspci');
    for (const { busId } of machine.world.host.gpus) {
      assert.match(stdout, new RegExp(`^${busId.slice(9).toLowerCase()} 3D controller: NVIDIA Corporation GA100`, 'm'));
    }
  });
});

describe('the listings of nvidia-smi that go on', () => {
  it('show the same GPUs and processes as the others', async () => {
    const machine = testMachine();
    const devices = lines((await machine.run('nvidia-smi', 'dmon', '-c', '1')).stdout);
    assert.match(devices[0] ?? '', /^# gpu {4}pwr {2}gtemp {2}mtemp {5}sm/);
    assert.deepEqual(
      devices.slice(2).map((line) => line.trim().split(/ +/).length),
      [12, 12],
    );
    const processes = lines((await machine.run('nvidia-smi', 'pmon', '-c', '2')).stdout).slice(2);
    assert.deepEqual(
      processes.map((line) => line.trim().split(/ +/)[1]),
      ['41260', '41260', '41260', '41260'],
    );
    assert.match(
      (await machine.run('nvidia-smi', 'topo', '-m')).stdout,
      /^\tGPU0\tGPU1\tCPU Affinity\t.*\nGPU0\t X \tNV12\t0-63\t0\t\tN\/A\n/,
    );
  });
});
