/** `lsmod` of kmod and `dmidecode`. */
import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../host/host.ts';
import { kernelModules } from '../../host/kernel-modules.ts';
import { textHash } from '../../host/random.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

function runLsmod(words: readonly string[], call: Call): ExecResult {
  if (words.length > 0) return fail('Usage: lsmod\n');
  const lines = kernelModules(systemOf(call).kernel.state.host).map(({ name, size, users, usedBy }) => {
    const used = usedBy === '' ? String(users) : `${users} ${usedBy}`;
    return `${name.padEnd(23)} ${String(size).padStart(7)}  ${used}\n`;
  });
  return ok(`Module                  Size  Used by\n${lines.join('')}`);
}

/** A structure of the firmware as it is printed. */
interface Structure {
  readonly keyword: string;
  readonly head: string;
  readonly title: string;
  readonly values: readonly (readonly [string, string])[];
}

function structures(call: Call): readonly Structure[] {
  const { host } = systemOf(call).kernel.state;
  const { machineId, processor } = hostDetails(host);
  const uuid = machineId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const maker = processor.vendor === 'GenuineIntel' ? 'Intel' : 'AMD';
  const gib = Math.round(host.memory / 2 ** 30);
  return [
    {
      keyword: 'bios',
      head: 'Handle 0x0000, DMI type 0, 24 bytes',
      title: 'BIOS Information',
      values: [
        ['Vendor', 'SeaBIOS'],
        ['Version', '1.15.0-1'],
        ['Release Date', '04/01/2014'],
        ['Address', '0xE8000'],
        ['Runtime Size', '96 kB'],
        ['ROM Size', '64 kB'],
      ],
    },
    {
      keyword: 'system',
      head: 'Handle 0x0100, DMI type 1, 27 bytes',
      title: 'System Information',
      values: [
        ['Manufacturer', 'OpenStack Foundation'],
        ['Product Name', 'OpenStack Nova'],
        ['Version', '25.1.1'],
        ['Serial Number', uuid],
        ['UUID', uuid],
        ['Wake-up Type', 'Power Switch'],
        ['SKU Number', 'Not Specified'],
        ['Family', 'Virtual Machine'],
      ],
    },
    {
      keyword: 'chassis',
      head: 'Handle 0x0300, DMI type 3, 22 bytes',
      title: 'Chassis Information',
      values: [
        ['Manufacturer', 'QEMU'],
        ['Type', 'Other'],
        ['Lock', 'Not Present'],
        ['Version', 'pc-i440fx-6.2'],
        ['Serial Number', 'Not Specified'],
      ],
    },
    ...Array.from(
      { length: processor.sockets },
      (_, socket): Structure => ({
        keyword: 'processor',
        head: `Handle 0x04${socket.toString(16).padStart(2, '0').toUpperCase()}, DMI type 4, 42 bytes`,
        title: 'Processor Information',
        values: [
          ['Socket Designation', `CPU ${socket}`],
          ['Type', 'Central Processor'],
          ['Family', 'Other'],
          ['Manufacturer', maker],
          ['Version', host.cpuModel],
          ['Max Speed', `${Math.round(processor.mhz)} MHz`],
          ['Current Speed', `${Math.round(processor.mhz)} MHz`],
          ['Status', 'Populated, Enabled'],
          ['Core Count', String(processor.coresPerSocket)],
          ['Thread Count', String(processor.threadsPerCore)],
        ],
      }),
    ),
    {
      keyword: 'memory',
      head: 'Handle 0x1100, DMI type 17, 40 bytes',
      title: 'Memory Device',
      values: [
        ['Total Width', 'Unknown'],
        ['Data Width', 'Unknown'],
        ['Size', `${gib} GB`],
        ['Form Factor', 'DIMM'],
        ['Locator', 'DIMM 0'],
        ['Type', 'RAM'],
        ['Manufacturer', 'QEMU'],
      ],
    },
  ];
}

const STRINGS: Readonly<Record<string, readonly [keyword: string, name: string]>> = {
  'bios-vendor': ['bios', 'Vendor'],
  'bios-version': ['bios', 'Version'],
  'bios-release-date': ['bios', 'Release Date'],
  'system-manufacturer': ['system', 'Manufacturer'],
  'system-product-name': ['system', 'Product Name'],
  'system-version': ['system', 'Version'],
  'system-serial-number': ['system', 'Serial Number'],
  'system-uuid': ['system', 'UUID'],
  'processor-version': ['processor', 'Version'],
  'chassis-manufacturer': ['chassis', 'Manufacturer'],
};

function runDmidecode(words: readonly string[], call: Call): ExecResult {
  if (!isRoot(call))
    return fail(
      '/sys/firmware/dmi/tables/smbios_entry_point: Permission denied\nScanning /dev/mem for entry point.\n/dev/mem: Permission denied\n',
    );
  const all = structures(call);
  const at = words.findIndex((word) => word === '-s' || word === '--string');
  if (at !== -1) {
    const known = STRINGS[words[at + 1] ?? ''];
    if (!known) return fail(`Invalid string keyword: ${words[at + 1] ?? ''}\n`, 2);
    const values = all.find(({ keyword }) => keyword === known[0])?.values;
    return ok(`${values?.find(([name]) => name === known[1])?.[1] ?? ''}\n`);
  }
  const typeAt = words.findIndex((word) => word === '-t' || word === '--type');
  const type = typeAt === -1 ? undefined : words[typeAt + 1];
  const shown = all.filter(
    ({ keyword, head }) => type === undefined || keyword === type || head.includes(`DMI type ${type},`),
  );
  const { machineId } = hostDetails(systemOf(call).kernel.state.host);
  const size = 420 + (textHash(machineId) % 90);
  const body = shown.map(
    ({ head, title, values }) =>
      `${head}\n${title}\n${values.map(([name, value]) => `\t${name}: ${value}\n`).join('')}\n`,
  );
  const count = type === undefined ? `11 structures occupying ${size} bytes.\nTable at 0x000F5A30.\n` : '';
  return ok(`# dmidecode 3.3\nGetting SMBIOS data from sysfs.\nSMBIOS 2.8 present.\n${count}\n${body.join('')}`);
}

/** Lists the modules of the kernel. */
export const lsmod: SystemTool = { name: 'lsmod', path: '/usr/sbin/lsmod', run: runLsmod };
/** Shows what the firmware says of the hardware. */
export const dmidecode: SystemTool = { name: 'dmidecode', path: '/usr/sbin/dmidecode', run: runDmidecode };
