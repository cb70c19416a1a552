#!/usr/bin/env bash
# Makes the command with all it needs in one folder: a JVM of the modules that it uses, one jar, an archive of its classes
# for a fast start, the manual pages, and the scripts of completion. bin/memjay starts it; nothing else has to be installed
# but bash.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
. "$root/scripts/jdks.sh"
. "$root/scripts/packages.sh"
. "$root/scripts/launch.sh"

usage() {
    cat <<'TEXT'
Usage: scripts/image.sh [--built] FOLDER

Builds memjay-cli, makes the image in FOLDER, which must not be there, and lets it run once.
Move the folder afterwards, and starts become slower: the archive of classes knows where its jar is.

  --built   take memjay-cli/target as it is, as ./check has built it
TEXT
}

built=false
[ "${1:-}" != --built ] || { built=true && shift; }
case ${1:-} in
    -h | --help) usage && exit 0 ;;
    '' | -*) usage >&2 && exit 2 ;;
esac
[ $# -eq 1 ] || { usage >&2 && exit 2; }
[ ! -e "$1" ] || { echo "image: $1 is there already; name a folder that is not" >&2 && exit 2; }
mkdir -p "$(dirname "$1")"
image=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
target=$root/memjay-cli/target

java_home=$(newest_jdk)
[ -n "$java_home" ] && [ -x "$java_home/bin/jlink" ] || { echo "image: a JDK of 17 or newer is needed" >&2 && exit 1; }
is_installed asciidoctor:asciidoctor || install_missing asciidoctor:asciidoctor
if ! $built; then
    (cd "$root" && JAVA_HOME=$java_home mvn -B -ntp -q -pl memjay-cli -am -DskipTests package)
fi

# What jdeps finds in the jar, without java.desktop, which Jackson would use if it were there; and with the curves of TLS,
# which no class names. Pickles know the dates of java.sql.
modules=java.base,java.logging,java.management,java.naming,java.security.sasl,java.sql,jdk.crypto.ec,jdk.jfr,jdk.net,jdk.unsupported
"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$image/runtime"
"$image/runtime/bin/java" -Xshare:dump >/dev/null

mkdir -p "$image/bin" "$image/lib" "$image/share/man/man1" "$image/share/bash-completion/completions"
cp "$target/memjay.jar" "$image/lib/memjay.jar"
{
    cat <<'SCRIPT'
#!/usr/bin/env bash
# The memjay command.
set -euo pipefail
SCRIPT
    cat "$root/scripts/launch.sh"
    cat <<'SCRIPT'
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
command=$(command_of "$@")
jvm_flags "$command"
use_archive "$home/lib/memjay.jsa" "$command"
utf8_locale
exec "$home/runtime/bin/java" "${flags[@]}" -cp "$home/lib/memjay.jar" dev.memjay.cli.MemjayCommand "$@"
SCRIPT
} >"$image/bin/memjay"
chmod +x "$image/bin/memjay"

# One run of much that the command does, and the classes that it loaded.
jvm_flags demo
"$image/runtime/bin/java" "${flags[@]}" -XX:ArchiveClassesAtExit="$image/lib/memjay.jsa" -cp "$image/lib/memjay.jar" \
    dev.memjay.cli.MemjayCommand demo </dev/null >/dev/null 2>&1

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
"$java_home/bin/java" -cp "$image/lib/memjay.jar:$target/test-classes:$target/man-generator/*" dev.memjay.cli.ManPages "$pages"
# Beside the test classes the jar's manifest does not count; the version is that of the command.
sed -i "s/memjay (not from a jar)/$("$image/bin/memjay" --version)/" "$pages"/*.adoc
asciidoctor --backend manpage --destination-dir "$image/share/man/man1" "$pages"/*.adoc

"$image/bin/memjay" completion bash >"$image/share/bash-completion/completions/memjay"
cp "$root/LICENSE" "$image/LICENSE"
"$image/bin/memjay" --version
