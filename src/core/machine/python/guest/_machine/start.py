"""The order in which the interpreter becomes that of the machine."""
import sys

from _machine import ask

facts = ask('facts')

from _machine import errors, identity, imports, modules, processes, threads, times

modules.imports = imports
errors.install()
identity.install(facts)
processes.install(facts)
times.install()
threads.install()
imports.install(facts)
modules.install(facts)
identity.finish(facts)
ask('started')
