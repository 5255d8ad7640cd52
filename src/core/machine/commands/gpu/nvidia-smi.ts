/** `nvidia-smi` of the drivers 550. */
import { hostDetails } from '../../host/host.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { commandLine } from '../shell-message.ts';
import { type GpuFigures, gpuFigures } from './gpu-figures.ts';
import { longListing } from './long-listing.ts';
import { monitor, topology } from './monitoring.ts';
import { type QueryAnswer, type QueryFormat, queryGpus, queryProcesses } from './query.ts';
import { summaryTable } from './summary-table.ts';

const NO_DRIVER =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n";

/** What the options ask for. */
interface Request {
  list: boolean;
  long: boolean;
  display: string | undefined;
  query: { readonly kind: 'gpu' | 'apps' | 'accounted'; readonly fields: readonly string[] } | undefined;
  format: QueryFormat | undefined;
  id: string | undefined;
  help: boolean;
  version: boolean;
}

/** Complaints of nvidia-smi go to stdout. */
const refused = (stdout: string, exitCode: number): CommandResult => ({ stdout, stderr: '', exitCode });

function formatOf(value: string): QueryFormat | undefined {
  const parts = value.split(',');
  if (!parts.includes('csv') || parts.some((part) => !['csv', 'noheader', 'nounits'].includes(part))) return undefined;
  return { header: !parts.includes('noheader'), units: !parts.includes('nounits') };
}

function requestOf(words: readonly string[]): Request | CommandResult {
  const request: Request = {
    list: false,
    long: false,
    display: undefined,
    query: undefined,
    format: undefined,
    id: undefined,
    help: false,
    version: false,
  };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = (): string => (equals < 0 ? (queue.shift() ?? '') : (word ?? '').slice(equals + 1));
    switch (name) {
      case '-L':
      case '--list-gpus':
        request.list = true;
        break;
      case '-q':
      case '--query':
        request.long = true;
        break;
      case '-d':
      case '--display':
        request.display = value();
        break;
      case '-i':
      case '--id':
        request.id = value();
        break;
      case '-l':
      case '-lms':
      case '--loop':
      case '--loop-ms':
        // The seconds may be left out; one look is all that a command in the foreground can wait for.
        if (equals < 0 && /^\d+$/.test(queue[0] ?? '')) queue.shift();
        break;
      case '-h':
      case '--help':
        request.help = true;
        break;
      case '--version':
        request.version = true;
        break;
      case '--query-gpu':
        request.query = {
          kind: 'gpu',
          fields: value()
            .split(',')
            .map((field) => field.trim()),
        };
        break;
      case '--query-compute-apps':
        request.query = {
          kind: 'apps',
          fields: value()
            .split(',')
            .map((field) => field.trim()),
        };
        break;
      case '--query-accounted-apps':
        request.query = { kind: 'accounted', fields: value().split(',') };
        break;
      case '--format': {
        const text = value();
        request.format = formatOf(text);
        if (!request.format)
          return refused(`Format option "${text}" is not recognized.\nPlease run 'nvidia-smi -h' for help.\n\n`, 2);
        break;
      }
      default:
        return refused(`ERROR: Option ${word} is not recognized. Please run 'nvidia-smi -h' for help.\n\n`, 2);
    }
  }
  return request;
}

/** The GPUs that `-i` names by index, UUID or bus. */
function chosen(gpus: readonly GpuFigures[], id: string | undefined): readonly GpuFigures[] {
  if (id === undefined) return gpus;
  const wanted = id.split(',');
  return gpus.filter(({ index, facts }) =>
    wanted.some(
      (name) =>
        name === String(index) ||
        name === facts.uuid ||
        (name.includes(':') && facts.busId.endsWith(name.toUpperCase())),
    ),
  );
}

const HELP = (driver: string): string => `NVIDIA System Management Interface -- v${driver}

NVSMI provides monitoring information for Tesla and select Quadro devices.
The data is presented in either a plain text or an XML format, via stdout or a file.
NVSMI also provides several management operations for changing the device state.

nvidia-smi [OPTION1 [ARG1]] [OPTION2 [ARG2]] ...

    -h,   --help                Print usage information and exit.
          --version             Print version information and exit.
    -L,   --list-gpus           Display a list of GPUs connected to the system.
    -i,   --id=                 Target a specific GPU.
    -q,   --query               Display GPU or Unit info.
    -d,   --display=            Display only selected information: MEMORY, UTILIZATION, ...
    -l,   --loop=               Probe until Ctrl+C at specified second interval.
          --query-gpu=          Information about GPU.
          --query-compute-apps= List of currently active compute processes.
          --format=             Comma separated list of format options: csv, noheader, nounits
`;

function run(words: readonly string[], context: CommandContext): CommandResult {
  const { world } = context;
  const gpus = gpuFigures(world);
  if (gpus.length === 0) return refused(NO_DRIVER, 9);
  if (words[0] === 'dmon' || words[0] === 'pmon') {
    const text = monitor(words[0], words.slice(1), world);
    return text === undefined
      ? refused(`ERROR: Option ${words[1] ?? ''} is not recognized. Please run 'nvidia-smi ${words[0]} -h'.\n`, 2)
      : printed(text);
  }
  if (words[0] === 'topo' && (words.includes('-m') || words.includes('--matrix'))) return printed(topology(world));
  if (words[0] !== undefined && !words[0].startsWith('-')) {
    context.control.report({ kind: 'unsupported', command: commandLine(['nvidia-smi', ...words]) });
    return refused(`ERROR: Option ${words[0]} is not recognized. Please run 'nvidia-smi -h' for help.\n\n`, 2);
  }
  const request = requestOf(words);
  if ('exitCode' in request) return request;
  const { driver, cuda } = hostDetails(world.host);
  if (request.help) return printed(HELP(driver));
  if (request.version) {
    return printed(
      `NVIDIA-SMI version  : ${driver}\nNVML version        : ${driver.replace(/\.\d+$/, '')}\nDRIVER version      : ${driver}\nCUDA Version        : ${cuda}\n`,
    );
  }
  const selected = chosen(gpus, request.id);
  if (selected.length === 0) return refused('No devices were found\n', 6);
  if (request.list) {
    return printed(
      selected.map(({ index, model, facts }) => `GPU ${index}: ${model.name} (UUID: ${facts.uuid})\n`).join(''),
    );
  }
  if (request.query) {
    if (!request.format) return refused('"--format=" switch is missing. Please run \'nvidia-smi -h\' for help.\n\n', 2);
    const { kind, fields } = request.query;
    const answer: QueryAnswer =
      kind === 'gpu'
        ? queryGpus(fields, world, selected, request.format)
        : queryProcesses(fields, world, kind === 'apps' ? selected : [], request.format);
    return 'problem' in answer ? refused(answer.problem, 2) : printed(answer.text);
  }
  if (request.long) {
    const text = longListing(world, selected, request.display);
    if (text !== undefined) return printed(text);
    return refused(
      `ERROR: Display type "${request.display}" is not recognized. Please run 'nvidia-smi -h' for help.\n\n`,
      2,
    );
  }
  return words.length > 0 && request.display !== undefined
    ? failed("ERROR: Option -d is only valid with -q. Please run 'nvidia-smi -h' for help.\n", 2)
    : printed(summaryTable(world, selected));
}

/** Shows the GPUs and what uses them. */
export const nvidiaSmi: MachineCommand = { name: 'nvidia-smi', path: '/usr/bin/nvidia-smi', run };
