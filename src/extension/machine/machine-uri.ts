/** Addresses of files on a mocked machine at a step: `redline-machine://TRANSCRIPT/step-12/etc/hosts`. */
import { Uri } from 'vscode';

export const MACHINE_SCHEME = 'redline-machine';
/** Asks for an empty file: the other side of a comparison with a file that is not there. */
const NOTHING = 'nothing';

export interface MachinePlace {
  /** Absolute path of the transcript. */
  readonly transcript: string;
  readonly step: number;
  /** Path on the machine. */
  readonly path: string;
  /** The file stands for one that is not there. */
  readonly nothing: boolean;
}

/** The address of a file on the machine at the end of a step. The transcript is in it as hexadecimal digits, since hosts have no case. */
export function machineUri({ transcript, step, path, nothing }: MachinePlace): Uri {
  return Uri.from({
    scheme: MACHINE_SCHEME,
    authority: Buffer.from(transcript).toString('hex'),
    path: `/step-${step}${path === '/' ? '' : path}`,
    query: nothing ? NOTHING : '',
  });
}

/** What an address stands for; undefined when it is none of ours. */
export function machinePlace(uri: Uri): MachinePlace | undefined {
  const match = /^\/step-(\d+)(\/.*)?$/.exec(uri.path);
  if (match === null || uri.scheme !== MACHINE_SCHEME || !/^(?:[0-9a-f]{2})+$/.test(uri.authority)) return undefined;
  return {
    transcript: Buffer.from(uri.authority, 'hex').toString(),
    step: Number(match[1]),
    path: match[2] ?? '/',
    nothing: uri.query === NOTHING,
  };
}
