# Finds the JDKs of this machine; sourced by ./check, ./memjay and ./bench.
#
# MEMJAY_JDKS=/path/one:/path/two looks there and nowhere else.

# Prints the feature version of the JDK at $1 (25, say); prints nothing where there is no compiler.
jdk_feature() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    local line version=""
    if [ -r "$1/release" ]; then
        while IFS= read -r line; do
            case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=} && version=${version//\"/} ;; esac
        done <"$1/release"
    fi
    [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    version=${version%%[!0-9]*}
    [ "${version:-0}" -lt 9 ] || echo "$version"
}

jdk_candidates() {
    if [ -n "${MEMJAY_JDKS:-}" ]; then
        tr ':' '\n' <<<"$MEMJAY_JDKS"
        return 0
    fi
    [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
    env | sed -n 's/^JAVA_HOME_[^=]*=//p'
    local javac
    javac=$(command -v javac || true)
    [ -z "$javac" ] || dirname "$(dirname "$(readlink -f "$javac")")"
    local home
    for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk* \
        "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* \
        "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ ! -d "$home" ] || echo "$home"
    done
}

# Prints "FEATURE HOME" of every JDK of 17 or newer, one a feature version, oldest first.
jdks() {
    local home feature
    jdk_candidates | while IFS= read -r home; do
        feature=$(jdk_feature "$home")
        [ "${feature:-0}" -lt 17 ] || echo "$feature $home"
    done | sort -n -s -u -k1,1
}

oldest_jdk() { jdks | head -n 1 | cut -d ' ' -f 2-; }
newest_jdk() { jdks | tail -n 1 | cut -d ' ' -f 2-; }
