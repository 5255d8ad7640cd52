/** `lspci` of pciutils and `nvcc` of CUDA: what else is asked of a machine with GPUs. */
import { hostDetails } from '../../host/host.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';

/** Names of GPUs in the list of PCI devices, by what their name contains. */
const CHIPS: readonly (readonly [string, string])[] = [
  ['A100-SXM4-80GB', 'GA100 [A100 SXM4 80GB] (rev a1)'],
  ['A100-SXM4-40GB', 'GA100 [A100 SXM4 40GB] (rev a1)'],
  ['H100', 'GH100 [H100 SXM5 80GB] (rev a1)'],
  ['H200', 'GH100 [H200 SXM 141GB] (rev a1)'],
  ['V100', 'GV100GL [Tesla V100 SXM2 32GB] (rev a1)'],
  ['T4', 'TU104GL [Tesla T4] (rev a1)'],
  ['L40S', 'AD102GL [L40S] (rev a1)'],
  ['L4', 'AD104GL [L4] (rev a1)'],
  ['A10', 'GA102GL [A10] (rev a1)'],
  ['4090', 'AD102 [GeForce RTX 4090] (rev a1)'],
  ['3090', 'GA102 [GeForce RTX 3090] (rev a1)'],
];

function runLspci(words: readonly string[], context: CommandContext): CommandResult {
  const wrong = words.find((word) => /^-[^vnkstdDmxbHMAOFGpqQVi]/.test(word));
  if (wrong !== undefined) return failed(`lspci: invalid option -- '${wrong.charAt(1)}'\nUsage: lspci [<switches>]\n`);
  const fixed = [
    '00:00.0 Host bridge: Intel Corporation 440FX - 82441FX PMC [Natoma] (rev 02)',
    '00:01.0 ISA bridge: Intel Corporation 82371SB PIIX3 ISA [Natoma/Triton II]',
    '00:01.1 IDE interface: Intel Corporation 82371SB PIIX3 IDE [Natoma/Triton II]',
    '00:01.3 Bridge: Intel Corporation 82371AB/EB/MB PIIX4 ACPI (rev 03)',
    '00:02.0 VGA compatible controller: Cirrus Logic GD 5446',
    '00:03.0 Ethernet controller: Red Hat, Inc. Virtio network device',
  ];
  const gpus = context.world.host.gpus.map(({ busId, model }) => {
    const chip = CHIPS.find(([name]) => model.includes(name))?.[1] ?? `Device (rev a1) [${model}]`;
    const kind = /GeForce|RTX/.test(model) ? 'VGA compatible controller' : '3D controller';
    return `${busId.slice(9).toLowerCase()} ${kind}: NVIDIA Corporation ${chip}`;
  });
  const last = '01:1f.0 SCSI storage controller: Red Hat, Inc. Virtio block device';
  return printed([...fixed, ...gpus, last].map((line) => `${line}\n`).join(''));
}

function runNvcc(words: readonly string[], context: CommandContext): CommandResult {
  const { cuda } = hostDetails(context.world.host);
  if (words.some((word) => word === '--version' || word === '-V')) {
    return printed(
      `nvcc: NVIDIA (R) Cuda compiler driver\nCopyright (c) 2005-2024 NVIDIA Corporation\nBuilt on Thu_Mar_28_02:18:24_PDT_2024\nCuda compilation tools, release ${cuda}, V${cuda}.131\nBuild cuda_${cuda}.r${cuda}/compiler.34097967_0\n`,
    );
  }
  return failed('nvcc fatal   : No input files specified; use option --help for more information\n');
}

/** Lists the devices on the bus. */
export const lspci: MachineCommand = { name: 'lspci', path: '/usr/bin/lspci', run: runLspci };
/** Names the version of CUDA. */
export const nvcc: MachineCommand = { name: 'nvcc', path: '/usr/local/cuda/bin/nvcc', run: runNvcc };
