"""The launcher: one command brings up the whole site on a bare machine, without Docker or root.

It knows processes, files and ports, and nothing of Django: everything that runs before the virtual
environment exists (`__main__`, `virtualenv`, `ports`, `problems`) lives on the standard library.
"""
