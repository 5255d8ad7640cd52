/** Every tool that the shell has besides the interpreter's and the views of the world. */
import { HOST_TOOLS } from '../../hosts/tools/index.ts';
import type { Tool } from '../contracts.ts';
import { ADJUSTED_TOOLS } from './adjusted.ts';
import { CODING_TOOLS } from './coding.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { COMPARING_TOOLS } from './diff.ts';
import { ECHO_TOOLS } from './echo.ts';
import { ENVIRONMENT_TOOLS } from './environment.ts';
import { ALLOCATING_TOOLS } from './files/allocating.ts';
import { ATTRIBUTE_TOOLS } from './files/attributes.ts';
import { CAT_TOOLS } from './files/cat.ts';
import { CHECKSUM_TOOLS } from './files/checksums.ts';
import { cp } from './files/cp.ts';
import { CRC_TOOLS } from './files/crc.ts';
import { COPYING_TOOLS } from './files/dd.ts';
import { du } from './files/du.ts';
import { END_TOOLS } from './files/ends.ts';
import { file } from './files/file.ts';
import { install } from './files/install.ts';
import { dir, ls, vdir } from './files/ls.ts';
import { MAKING_TOOLS } from './files/making.ts';
import { MODE_TOOLS } from './files/modes.ts';
import { MOVING_TOOLS } from './files/mv.ts';
import { stat } from './files/stat.ts';
import { wc } from './files/wc.ts';
import { find } from './find/find.ts';
import { flock } from './flock.ts';
import { DUMPING_TOOLS } from './hexdump.ts';
import { NUMBER_TOOLS } from './numbers.ts';
import { od } from './od.ts';
import { pythonTools } from './python.ts';
import { RUNNING_TOOLS } from './running.ts';
import { SCHEDULING_TOOLS } from './scheduling.ts';
import { sed } from './sed.ts';
import { SHELL_TOOLS } from './shells.ts';
import { sortTool } from './sort.ts';
import { split } from './split.ts';
import { TEXT_TOOLS } from './text.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { WAITING_TOOLS } from './waiting.ts';
import { wget } from './wget.ts';
import { xargs } from './xargs.ts';

/** The tools of a host with this version of Python. */
export function shellTools(python: string): readonly Tool[] {
  return [
    ...SHELL_TOOLS,
    ...TEXT_TOOLS,
    ...WAITING_TOOLS,
    ...pythonTools(python),
    ...ADJUSTED_TOOLS,
    ...ALLOCATING_TOOLS,
    ...ATTRIBUTE_TOOLS,
    ...CODING_TOOLS,
    ...SCHEDULING_TOOLS,
    flock,
    ...CAT_TOOLS,
    ...CHECKSUM_TOOLS,
    ...COMPARING_TOOLS,
    ...COPYING_TOOLS,
    ...CRC_TOOLS,
    ...DUMPING_TOOLS,
    ...ECHO_TOOLS,
    ...END_TOOLS,
    ...HOST_TOOLS,
    ...ENVIRONMENT_TOOLS,
    ...MAKING_TOOLS,
    ...MODE_TOOLS,
    ...MOVING_TOOLS,
    ...NUMBER_TOOLS,
    ...RUNNING_TOOLS,
    cp,
    curl,
    cut,
    du,
    file,
    find,
    install,
    ls,
    dir,
    vdir,
    od,
    sed,
    sortTool,
    split,
    stat,
    tr,
    uniq,
    wc,
    wget,
    xargs,
  ];
}
