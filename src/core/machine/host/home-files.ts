/** Home folders of a host's people, as the distribution fills them. */
import type { HostFacts } from '../world.ts';
import type { Account } from './accounts.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { hostDetails } from './host.ts';
import { drawFrom } from './random.ts';

const PROFILE = `# ~/.profile: executed by the command interpreter for login shells.
# This file is not read by bash(1), if ~/.bash_profile or ~/.bash_login
# exists.

# if running bash
if [ -n "$BASH_VERSION" ]; then
    # include .bashrc if it exists
    if [ -f "$HOME/.bashrc" ]; then
	. "$HOME/.bashrc"
    fi
fi

# set PATH so it includes user's private bin if it exists
if [ -d "$HOME/bin" ] ; then
    PATH="$HOME/bin:$PATH"
fi
`;

const ROOT_PROFILE = `# ~/.profile: executed by Bourne-compatible login shells.

if [ "$BASH" ]; then
  if [ -f ~/.bashrc ]; then
    . ~/.bashrc
  fi
fi

mesg n 2> /dev/null || true
`;

const BASHRC = `# ~/.bashrc: executed by bash(1) for non-login shells.

# If not running interactively, don't do anything
case $- in
    *i*) ;;
      *) return;;
esac

# don't put duplicate lines or lines starting with space in the history.
HISTCONTROL=ignoreboth
shopt -s histappend
HISTSIZE=1000
HISTFILESIZE=2000
shopt -s checkwinsize

PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '

# enable color support of ls and also add handy aliases
if [ -x /usr/bin/dircolors ]; then
    alias ls='ls --color=auto'
    alias grep='grep --color=auto'
fi

# some more ls aliases
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'

# Alias definitions.
if [ -f ~/.bash_aliases ]; then
    . ~/.bash_aliases
fi
`;

const LOGOUT = `# ~/.bash_logout: executed by bash(1) when login shell exits.

# when leaving the console clear the screen to increase privacy

if [ "$SHLVL" = 1 ]; then
    [ -x /usr/bin/clear_console ] && /usr/bin/clear_console -q
fi
`;

/** Homes of root and of everybody with a uid of 1000 or more. */
export function homeFiles(host: HostFacts, accounts: readonly Account[], seed: number): readonly BaseFile[] {
  const draw = drawFrom(seed, 'homes');
  const { installedAt, login } = hostDetails(host);
  const list = new FileList(installedAt);
  for (const { name, uid, home } of accounts) {
    if (uid !== 0 && (uid < 1000 || uid >= 60_000)) continue;
    const owner = `${name}:${name}`;
    list.directory(home, uid === 0 ? 0o700 : 0o750, owner);
    list.text(`${home}/.bashrc`, BASHRC, 0o644, owner);
    list.text(`${home}/.profile`, uid === 0 ? ROOT_PROFILE : PROFILE, 0o644, owner);
    if (uid !== 0) list.text(`${home}/.bash_logout`, LOGOUT, 0o644, owner);
    list.directory(`${home}/.ssh`, 0o700, owner);
    const key = draw.base64(43);
    const line = name === login.user ? `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${key} ops@bastion\n` : '';
    list.text(`${home}/.ssh/authorized_keys`, line, 0o600, owner);
  }
  return list.files;
}
