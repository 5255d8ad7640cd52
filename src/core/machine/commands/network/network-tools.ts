/** Every command that uses or changes the network of the host. They take the place of views of the same name. */
import { FIREWALL_TOOLS } from './firewall.ts';
import { LINK_TOOLS } from './link-control.ts';
import type { NetworkTool } from './network-tool.ts';
import { pingTool } from './ping.ts';
import { DNS_TOOLS } from './probes/dns.ts';
import { nc, netcat, telnet } from './probes/nc.ts';
import { nmap } from './probes/nmap.ts';
import { TRACE_TOOLS } from './probes/trace.ts';

export const NETWORK_TOOLS: readonly NetworkTool[] = [
  ...DNS_TOOLS,
  ...FIREWALL_TOOLS,
  ...LINK_TOOLS,
  ...TRACE_TOOLS,
  nc,
  netcat,
  nmap,
  pingTool,
  telnet,
];
