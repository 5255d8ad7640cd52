/** The tools that deal with other hosts. */
import type { Tool } from '../../shell/contracts.ts';
import { rsync } from './rsync.ts';
import { scp } from './scp.ts';
import { sftp } from './sftp.ts';
import { SSH_TOOLS } from './ssh.ts';
import { SSH_KEY_TOOLS } from './ssh-keys.ts';
import { sshpass } from './sshpass.ts';

export const HOST_TOOLS: readonly Tool[] = [...SSH_TOOLS, ...SSH_KEY_TOOLS, rsync, scp, sftp, sshpass];
