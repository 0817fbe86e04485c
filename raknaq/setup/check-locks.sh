#!/bin/sh
# A lock file names no host: the machine's own configuration says where packages come from.
set -eu
if grep -nE 'https?://|--index-url|--extra-index-url|--find-links' requirements.txt requirements-dev.txt; then
  echo "A requirements lock names a host." && exit 1
fi
if grep -nE '"resolved"' package-lock.json; then
  echo "package-lock.json names a host." && exit 1
fi
