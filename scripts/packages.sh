# Installs what is missing through apt; sourced by ./check and ./bench.

# True where COMMAND of COMMAND:PACKAGE is there; one of several words is a command line that succeeds where the package is installed.
is_installed() {
    case ${1%%:*} in
        *' '*) sh -c "${1%%:*}" >/dev/null 2>&1 ;;
        *) command -v "${1%%:*}" >/dev/null 2>&1 ;;
    esac
}

# Each argument is COMMAND:PACKAGE; the package is installed where there is no such command. Fails where that fails.
# The servers that packages bring are not started, now or at the next boot: tests and benchmarks start their own.
install_missing() {
    local entry missing=() sudo=() log
    for entry in "$@"; do
        is_installed "$entry" || missing+=("${entry#*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    log=$(mktemp)
    echo "installing ${missing[*]}" >&2
    if install_packages "${missing[@]}" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}

install_packages() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then # what packages ask before they start a service; 101 is no
        trap '"${sudo[@]}" rm -f "$policy"' EXIT
        trap 'exit 130' INT TERM
        printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null && "${sudo[@]}" chmod 755 "$policy" || exit
    fi
    "${sudo[@]}" apt-get update -q || exit
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" || exit
    [ -d /run/systemd/system ] || exit 0
    for unit in $(dpkg -L "$@" | sed -n 's:^\(/usr\)\?/lib/systemd/system/\([^@]*\.\(service\|timer\|socket\)\)$:\2:p' | sort -u); do
        "${sudo[@]}" systemctl disable "$unit"
    done
)
