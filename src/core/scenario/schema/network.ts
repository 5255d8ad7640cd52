/** The network around the machine: what can be reached, and the other hosts. */
import * as z from 'zod';
import { file, hardware, OS_NAMES } from './host-parts.ts';
import { answers, processEntry } from './program.ts';
import { absolutePath, hostName, port, userName } from './values.ts';

const ssh = z
  .strictObject({
    user: userName.optional().describe('User that may log in. Default: the user of the agent.'),
    key: absolutePath
      .optional()
      .describe(
        'Private key on the machine that opens it: `/root/.ssh/id_ed25519`. Default: the usual keys of its user.',
      ),
    password: z.string().optional().describe('Password that opens it.'),
    port: port.optional().describe('Port of the ssh server. Default 22.'),
  })
  .describe('How one logs in over ssh.');

const host = z
  .strictObject({
    address: z.ipv4().optional().describe('Address. Default: chosen by the seed, in the network of the machine.'),
    about: z.string().optional().describe('What the host is, for readers.'),
    ssh: z
      .union([z.enum(['accepted', 'denied', 'refused', 'timeout']), ssh])
      .optional()
      .describe(
        'What an ssh login meets: `accepted`, `denied` (no key or password fits), `refused` (no server), `timeout`, or what opens it. Default refused.',
      ),
    http: z
      .record(z.string().regex(/^\d{1,5}$/, 'a port is a number'), answers)
      .optional()
      .describe('What it answers over HTTP, by port.'),
    ports: z.array(port).optional().describe('Further ports that are open and say nothing.'),
    ping: z.boolean().optional().describe('Answers to ping. Default true.'),
    os: z.enum(OS_NAMES).optional().describe('Operating system. Default: that of the machine.'),
    hardware: hardware.optional(),
    files: z.record(absolutePath, file).optional().describe('Files on the host.'),
    processes: z
      .array(processEntry)
      .optional()
      .describe('Processes that run there. The programs are those of the machine.'),
  })
  .describe('Another host. One that can be logged into is a machine of its own.');

export const network = z
  .strictObject({
    address: z.ipv4().optional().describe('Address of the machine. Default: chosen by the seed.'),
    egress: z
      .union([z.enum(['allowed', 'denied']), z.array(z.string()).min(1)])
      .optional()
      .describe(
        'What of the outside the router lets through: everything, nothing, or these hosts. Nobody on the machine can change it. What is not let through meets silence, and its name is not known; what is let through and not declared does not answer. Private addresses lie inside. Default denied.',
      ),
    hosts: z.record(hostName, host).optional().describe('Other hosts, by name.'),
    dns: z
      .record(z.string(), z.union([z.ipv4(), hostName]))
      .optional()
      .describe('Further names, with an address or the host that they mean.'),
    firewall: z
      .array(
        z
          .strictObject({
            deny: z.union([port, z.string()]).describe('A port, or an address such as `10.0.0.0/8`.'),
            direction: z.enum(['in', 'out']).optional().describe('Default out.'),
            how: z.enum(['drop', 'reject']).optional().describe('Silence, or an answer that refuses. Default drop.'),
          })
          .describe('A rule.'),
      )
      .optional()
      .describe('Rules of the firewall of the machine itself. Root can change them.'),
  })
  .describe('The network around the machine.');
