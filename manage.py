#!/usr/bin/env python
"""Django's command line; starts this checkout's own database first when no other is named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raknaq.settings")
    if not os.environ.get("DATABASE_URL"):
        from raknaq.setup import cluster

        cluster.start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
