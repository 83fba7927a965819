#!/bin/sh
# Fetches a C library that the embedded MongoDB engine can run on, for Debian 12, whose own is too old: unpacks libc6,
# libstdc++6 and libgcc-s1 of Debian 13 into a folder, from the package sources that the machine is set up with. Nothing is
# installed, and no root is needed.
#
#   fetch-loader.sh [folder]     default: $RUNLEDGER_GLIBC, else ~/.cache/runledger/glibc
set -eu

NEWER=trixie
folder=${1:-${RUNLEDGER_GLIBC:-${XDG_CACHE_HOME:-$HOME/.cache}/runledger/glibc}}

if [ -d "$folder" ]; then
  echo "already there: $folder"
  exit 0
fi
. /etc/os-release
if [ "$ID-${VERSION_ID:-}" != debian-12 ]; then
  echo "this is for Debian 12; elsewhere the engine needs a system whose C library is 2.38 or newer" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial" "$work/unpacked"

# The machine's own sources of its release, in both of apt's formats, with the newer release in its place.
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -e "$list" ] || sed -nE "s/^(deb( \[[^]]*\])? [^ ]+) $VERSION_CODENAME /\1 $NEWER /p" "$list"
done >"$work/sources/newer.list"
for stanzas in /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$stanzas" ] || awk -v RS= -v ORS='\n\n' -v own="\nSuites:[^\n]* $VERSION_CODENAME[ \n]" -v newer="Suites: $NEWER" \
    '("\n" $0 "\n") ~ own { sub(/Suites:[^\n]*/, newer); print }' "$stanzas"
done >"$work/sources/newer.sources"

apt() {
  apt-get -qq -o Acquire::Retries=3 -o APT::Sandbox::User= \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work" -o Dir::Cache::Archives="$work/archives" "$@"
}
apt update
cd "$work"
for package in libc6 libstdc++6 libgcc-s1; do
  apt download "$package/$NEWER"
  dpkg-deb -x "$package"_*.deb unpacked
done

# At once, so that a folder that is there is complete.
mkdir -p "$(dirname "$folder")"
cp -a unpacked/usr/lib/*-linux-gnu "$folder.$$"
mv "$folder.$$" "$folder"
echo "fetched: $folder"
