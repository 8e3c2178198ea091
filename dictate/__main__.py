"""`python -m dictate`: how an installed launcher starts the program, with `-I`, so that no other packages come in."""

from dictate.cli import main

main()
