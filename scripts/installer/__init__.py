"""Installs, upgrades, steps back and removes Dictate from an offline bundle: the standard library alone, Python 3.11.

It runs on a bare machine before anything of the bundle is trusted, so it imports nothing that the bundle brings. Packed
as `installer.pyz` beside the bundle's manifest; install.sh and install.ps1 only find Python and start it.
"""
