# Installs what is missing through apt; sourced by ./check and ./bench.

# True where COMMAND of COMMAND:PACKAGE is there; one of several words is a command line that succeeds where the package is installed.
is_installed() {
    case ${1%%:*} in
        *' '*) sh -c "${1%%:*}" >/dev/null 2>&1 ;;
        *) command -v "${1%%:*}" >/dev/null 2>&1 ;;
    esac
}

# Each argument is COMMAND:PACKAGE; the package is installed where there is no such command. Fails where that fails.
install_missing() {
    local entry missing=() sudo=() log
    for entry in "$@"; do
        is_installed "$entry" || missing+=("${entry#*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    log=$(mktemp)
    echo "installing ${missing[*]}" >&2
    if "${sudo[@]}" apt-get update -q >"$log" 2>&1 &&
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}
