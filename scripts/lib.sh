# Functions shared by the scripts of this folder. Source it; it changes nothing by itself.
# shellcheck shell=bash
set -euo pipefail

weft_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly weft_top
readonly weft_user=weft
export PYTHONDONTWRITEBYTECODE=1

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' red='' yellow='' plain=''
fi

# Progress goes to stderr, results to stdout: output can be piped without losing sight of what happens.
say() { printf '%s\n' "$*" >&2; }
title() { printf '%s== %s%s\n' "$bold" "$*" "$plain" >&2; }
warn() { printf '%swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }
fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  shift
  local line
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

# The comment block at the top of a script is its --help.
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }
# usage_error WHAT: wrong arguments end with 2, as in the server.
usage_error() {
  printf '%serror:%s %s\n       %s --help shows what is possible\n' "$red" "$plain" "$1" "${0##*/}" >&2
  exit 2
}

# packages SECTION...: the names in these sections of packages.txt, each once.
packages() {
  awk -v wanted=" $* " '
    /^[ \t]*(#|$)/ { next }
    /^\[.*\]$/ { section = substr($0, 2, length($0) - 2); next }
    index(wanted, " " section " ") && !seen[$1]++ { print $1 }' "$weft_top/scripts/packages.txt"
}

# missing_packages SECTION...: those that dpkg does not call installed. About 30 ms: it runs at every start. A node of another
# origin that brings its own npm is as good as Debian's.
missing_packages() {
  local -a wanted
  mapfile -t wanted < <(packages "$@")
  [[ ${#wanted[@]} -gt 0 ]] || return 0
  if command -v npm >/dev/null; then
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | grep -vxE 'nodejs|npm')
    [[ ${#wanted[@]} -gt 0 ]] || return 0
  fi
  # dpkg-query exits with 1 when it has never heard of one of them.
  { dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true; } |
    awk -v wanted="${wanted[*]}" '
      $1 == "installed" { have[$2] = 1 }
      END { n = split(wanted, name, " "); for (i = 1; i <= n; i++) if (!have[name[i]]) print name[i] }'
}

is_root() { [[ $EUID -eq 0 ]]; }

# as_root COMMAND...: directly, or through sudo, or with an explanation.
as_root() {
  if is_root; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root: $*" "Run it as root, or install sudo."
  fi
}

# as_weft COMMAND...: as the unprivileged system user; only root can.
as_weft() { setpriv --reuid="$weft_user" --regid="$weft_user" --clear-groups -- "$@"; }

# as_builder COMMAND...: builds belong to the owner of the clone, so that `sudo scripts/run` leaves no files behind that
# the owner cannot replace. Where root has built before, root goes on.
as_builder() {
  local owner group home
  read -r owner group < <(stat -c '%u %g' "$weft_top")
  if ! is_root || [[ $owner -eq 0 ]] || [[ -e $weft_top/build && $(stat -c %u "$weft_top/build") -eq 0 ]]; then
    "$@"
    return
  fi
  home=$(getent passwd "$owner" | cut -d: -f6) || true
  HOME=${home:-$weft_top} setpriv --reuid="$owner" --regid="$group" --clear-groups -- "$@"
}

# jobs: compilers to run at once: one a core, while each has about 1 GB of memory.
jobs_wanted() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1000000) }' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((cores < memory ? cores : memory))
}

# configure_preset PRESET: once; later ninja notices by itself when CMake has to run again.
configure_preset() {
  local dir=$weft_top/build/$1
  [[ ! -f $dir/build.ninja ]] || return 0
  # A first configuration that was broken off leaves a cache behind that would be believed.
  rm -f "$dir/CMakeCache.txt"
  (cd "$weft_top" && as_builder cmake --preset "$1" >&2)
}

# build_preset PRESET [TARGET...]: configures when needed, then builds. With nothing to do it takes a fraction of a second.
# Two at once in one directory would read each other's half-written files, so the second waits.
build_preset() {
  local preset=$1 dir=$weft_top/build/$1
  shift
  configure_preset "$preset" || return
  (
    exec 9<"$dir"
    flock --nonblock 9 || { say "   another build of $preset is running; waiting for it" && flock 9; }
    cd "$dir" && NINJA_STATUS='  [%f/%t] ' as_builder ninja -j"$(jobs_wanted)" "$@" >&2 9<&-
  )
}

# free_space: on the disk of the clone, as "12G".
free_space() { df -h --output=avail "$weft_top" | awk 'NR == 2 { print $1 }'; }

# seconds_since START: whole and tenths, START from $EPOCHREALTIME.
seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }
