"""`python -m duecare`."""

from duecare.cli import main

if __name__ == "__main__":
    main()
