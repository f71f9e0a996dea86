# Shared by the scripts in this folder: messages, the cache folder, downloads. Source it; do not run it.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(basename "$0")

# say TEXT: one line of progress.
say() { printf '%s: %s\n' "$program" "$1"; }

# fail PROBLEM FIX: tells what is wrong and what to do, then ends the script.
fail() {
    printf 'error: %s\nfix: %s\n' "$1" "$2" >&2
    exit 1
}

[ -n "${ATTUNE_CACHE:-}${XDG_CACHE_HOME:-}${HOME:-}" ] ||
    fail "HOME is not set, so there is no place for the cache." "Set HOME, or name a folder: ATTUNE_CACHE=/some/folder scripts/$program"
cache=${ATTUNE_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/attune}
case $cache in /*) ;; *) cache="$PWD/$cache" ;; esac

# seconds_since START: whole seconds since START, a value of $SECONDS.
seconds_since() { printf '%d s' $((SECONDS - $1)); }

# require_python: python3 with pip, the tool that downloads. No Python runs afterwards.
require_python() {
    command -v python3 >/dev/null 2>&1 || install_packages python3 python3-pip
    python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
    python3 -m pip --version >/dev/null 2>&1 ||
        fail "python3 has no pip module, and the set-up downloads with pip." \
            "Install pip for $(command -v python3) (Debian, Ubuntu: apt-get install python3-pip), then run this again."
}

# install_packages NAME...: installs Debian packages as root, or says which are missing.
install_packages() {
    local advice="Install them (Debian, Ubuntu: sudo apt-get install $*), then run this again."
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 || [ -n "${ATTUNE_NO_INSTALL:-}" ]; then
        fail "system packages are missing: $*." "$advice"
    fi
    say "installing system packages: $*"
    mkdir -p "$cache"
    local log="$cache/apt.log"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } \
        >"$log" 2>&1 </dev/null || fail "apt-get could not install: $* (see $log)." "$advice"
}

# require_cache: makes the cache folder, or says why it cannot.
require_cache() {
    mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] ||
        fail "the cache folder $cache cannot be written." \
            "Name a folder that you may write: ATTUNE_CACHE=/some/folder scripts/$program."
}

# require_space MEGABYTES FOLDER: refuses to begin what would fill the disk.
require_space() {
    local free
    free=${ATTUNE_PRETEND_FREE_MB:-$(df -Pm "$2" | awk 'NR == 2 { print $4 }')}
    [ "$free" -ge "$1" ] || fail "$2 has $free MB free, and this step needs $1 MB." \
        "Free some space there, or name a cache folder on another disk: ATTUNE_CACHE=/some/folder scripts/$program."
}

# begin_unpacking PARENT: makes $work, a folder that vanishes with the script. What stands in $work/new is renamed at the
# end, so that a broken run leaves nothing that looks whole; the lock keeps two runs apart, so older leftovers are dead.
begin_unpacking() {
    mkdir -p "$1"
    exec 9>"$1/lock"
    flock 9
    rm -rf "$1"/unpacking.*
    work=$(mktemp -d "$1/unpacking.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
}

# download_wheel FOLDER SHA256 REQUIREMENT [PIP OPTION...]: one wheel by pip, checked against its pinned hash.
# Returns 1 when the package index answers but has no such wheel; every other failure ends the script.
# The wheel's path is left in $wheel.
download_wheel() {
    local folder=$1 sha256=$2 requirement=$3 log found
    shift 3
    log="$folder/pip.log"
    if ! TMPDIR=$folder python3 -m pip download --no-deps --only-binary=:all: --disable-pip-version-check --no-input --no-cache-dir \
        --retries 2 --progress-bar off --dest "$folder" "$@" "$requirement" >"$log" 2>&1 </dev/null; then
        explain_pip_failure "$requirement" "$log"
        return 1
    fi
    wheel=$(awk '/^Saved |File was already downloaded / { print $NF }' "$log" | tail -n 1)
    case $wheel in /*) ;; *) wheel="$folder/$(basename "$wheel")" ;; esac
    [ -f "$wheel" ] || fail "pip said it had downloaded $requirement, but left no file." "Run this again; see $log."
    found=$(sha256sum "$wheel" | cut -d ' ' -f 1)
    [ "$found" = "$sha256" ] && return 0
    local name
    name=$(basename "$wheel")
    rm -f "$wheel"
    fail "the download of $name is broken: its SHA-256 is $found, the pinned one is $sha256." \
        "Run this again. If it happens twice, ask whoever runs your package index."
}

# explain_pip_failure REQUIREMENT LOG: ends the script unless the index merely lacks the wheel.
explain_pip_failure() {
    if grep -qi 'no space left' "$2"; then
        fail "the disk filled up while pip downloaded $1." \
            "Free some space, or name a cache folder on another disk: ATTUNE_CACHE=/some/folder scripts/$program."
    fi
    if grep -qE "is invalid|has an invalid wheel|hash(es)? .*do(es)? not match|THESE PACKAGES DO NOT MATCH" "$2"; then
        fail "the download of $1 is broken: $(grep -iE 'error' "$2" | tail -n 1)" \
            "Run this again. If it happens twice, ask whoever runs your package index."
    fi
    if grep -qE 'NewConnectionError|ConnectTimeout|ReadTimeout|Connection (refused|broken|aborted)|Retrying \(|ProxyError|SSLError|name resolution' "$2"; then
        fail "the package index cannot be reached, so $1 cannot be downloaded ($(network_reason "$2"))." \
            "Check the network and pip's settings (python3 -m pip config list), then run this again."
    fi
    grep -qi 'no matching distribution' "$2" && return 0
    fail "pip could not download $1: $(grep -iE 'error' "$2" | tail -n 1)" "Try it by hand: python3 -m pip download --no-deps '$1'."
}

# network_reason LOG: the shortest telling part of pip's words on a failed connection.
network_reason() {
    grep -oE 'Connection refused|Name or service not known|Temporary failure in name resolution|timed out|SSLError|ProxyError|Network is unreachable' "$1" |
        head -n 1 | grep . || printf 'no connection'
}
