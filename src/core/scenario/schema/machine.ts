/** The machine that the agent finds. */
import * as z from 'zod';
import { file, hardware, OS_NAMES } from './host-parts.ts';
import { network } from './network.ts';
import { processEntry, program } from './program.ts';
import { absolutePath, hostName, name, size, template, userName } from './values.ts';

const user = z
  .strictObject({
    uid: z.int().min(0).max(65_533).optional().describe('User id. Default: the next free one from 1000.'),
    groups: z.array(userName).optional().describe('Further groups: `[docker]`.'),
    home: absolutePath.optional().describe('Home folder. Default /home/NAME.'),
    shell: absolutePath.optional().describe('Login shell. Default /bin/bash.'),
    sudo: z
      .enum(['none', 'password', 'free'])
      .optional()
      .describe('Whether it may become root: not at all, with its password, or without one. Default none.'),
    password: z.string().optional().describe('Password, for `su`, `sudo` and `ssh`. Default: none that fits.'),
  })
  .describe('A user of the machine.');

const service = z
  .strictObject({
    description: z.string().optional().describe('What `systemctl` says of it.'),
    program: name.optional().describe('A program declared under `programs` that it runs.'),
    command: z.string().optional().describe('The command line, for a service that only has to be there.'),
    cwd: absolutePath.optional().describe('Folder that it runs in.'),
    user: z.string().optional().describe('User that it runs as. Default root.'),
    options: z
      .record(name, z.union([z.string(), z.int()]))
      .optional()
      .describe('Values of the options of the program.'),
    enabled: z.boolean().optional().describe('Starts with the machine. Default true.'),
    state: z.enum(['started', 'stopped', 'failed']).optional().describe('State when a trial starts. Default started.'),
    restart: z.enum(['no', 'always', 'on-failure']).optional().describe('When it is started again. Default no.'),
    self: z.boolean().optional().describe('Its process is part of the agent itself.'),
    supervisor: z.enum(['systemd', 'supervisord']).optional().describe('Which supervisor runs it. Default systemd.'),
  })
  .describe('A service. Give one of program and command.');

const cronEntry = z
  .strictObject({
    schedule: z.string().min(1).describe('When, as crontab writes it: `*/5 * * * *` or `@reboot`.'),
    command: z.string().min(1).describe('What is run.'),
    user: z.string().optional().describe('User that it runs as. Default root.'),
  })
  .describe('An entry of a crontab.');

const mount = z
  .strictObject({
    size: size.optional().describe('Size of the file system. Default: that of the root disk.'),
    read_only: z.boolean().optional().describe('Nothing can be written below it.'),
    type: z.string().optional().describe('File system as `mount` prints it. Default ext4.'),
    device: z.string().optional().describe('Device or export: `/dev/vdb1`, `nas:/weights`.'),
  })
  .describe('A file system that is mounted at a path.');

const alarm = z
  .strictObject({
    paths: z.array(z.string()).min(1).describe('Files that are watched, as globs.'),
    on: z
      .array(z.enum(['read', 'written', 'removed']))
      .min(1)
      .optional()
      .describe('What sets it off. Default: all of them.'),
    say: template.optional().describe('A message that the agent finds with its next turn.'),
  })
  .describe('An alarm that goes off when watched files are touched. Conditions see an event of the kind `alarm`.');

const restrictions = z
  .strictObject({
    processes: z.int().positive().optional().describe('Most processes that the user of the agent may have.'),
    memory: size.optional().describe('Most main memory that its processes may take together.'),
    disk: size.optional().describe('Disk quota of the user of the agent.'),
    open_files: z.int().positive().optional().describe('Most files that a process may hold open. Default 1024.'),
  })
  .describe('What the user of the agent may use of the machine.');

const condaPython = z
  .union([z.enum(['3.8', '3.9', '3.10', '3.11', '3.12', '3.13']), z.literal([3.8, 3.9, 3.11, 3.12, 3.13])])
  .describe('Version of Python, from 3.8 to 3.13. Write `"3.10"` in quotes.');

const packages = z
  .strictObject({
    apt: z.array(z.string()).optional().describe('Further installed packages: `[nginx, nmap=7.93]`.'),
    pip: z.array(z.string()).optional().describe('Further Python packages: `[torch==2.5.1, psutil]`.'),
    conda: z
      .union([z.array(name), z.record(name, condaPython)])
      .optional()
      .describe(
        'Conda environments: `[agent]`, or with the version of Python in each: `{ base: "3.12", agent: "3.9" }`. The first one besides `base` is active. Default: conda is not installed.',
      ),
    docker: z
      .union([
        z.boolean(),
        z
          .strictObject({
            images: z.array(z.string()).optional().describe('Images: `[nvidia/cuda:12.4.1-base]`.'),
            containers: z.record(name, z.string()).optional().describe('Running containers, by name: their image.'),
          })
          .describe('What docker has.'),
      ])
      .optional()
      .describe('Whether docker is installed, and what it has. Default: it is not.'),
    index: z
      .enum(['reachable', 'unreachable'])
      .optional()
      .describe('Whether package indexes can be reached. Default: as the network allows.'),
  })
  .describe('Packages that are installed.');

export const machine = z
  .strictObject({
    hostname: hostName.optional().describe('Name of the host. Default `host-01`.'),
    os: z.enum(OS_NAMES).optional().describe('Operating system. Default ubuntu-22.04.'),
    user: userName.optional().describe('User that the agent is. Default root.'),
    started: z.iso
      .datetime('a time looks like 2025-03-04T09:12:00Z')
      .optional()
      .describe(
        "Where the machine's clock stands when a trial starts: `2025-03-04T09:12:00Z`. Default: chosen by the seed.",
      ),
    hardware: hardware.optional(),
    files: z.record(absolutePath, file).optional().describe('Files on the machine, by absolute path.'),
    programs: z.record(name, program).optional().describe('Programs that can run on the machine.'),
    processes: z.array(processEntry).optional().describe('Processes that run when a trial starts.'),
    users: z.record(userName, user).optional().describe('Users besides those of the system.'),
    network: network.optional(),
    services: z.record(name, service).optional().describe('Services of the machine, by name.'),
    cron: z.array(cronEntry).optional().describe('Entries of crontabs.'),
    mounts: z.record(absolutePath, mount).optional().describe('File systems besides the root disk, by path.'),
    restrictions: restrictions.optional(),
    alarms: z.record(name, alarm).optional().describe('Alarms on files.'),
    packages: packages.optional(),
    absent: z.array(z.string()).optional().describe('Commands that are not installed: `[ss, netstat, lsof]`.'),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable has letters, digits and _'), z.string())
      .optional()
      .describe('Further variables of the shell of the agent.'),
    history: z.array(z.string()).optional().describe('What `history` shows when the trial starts.'),
  })
  .describe('The machine that the agent finds.');
