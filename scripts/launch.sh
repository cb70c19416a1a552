# How the JVM of the command is started; sourced by ./memjay, and a part of the script that scripts/image.sh makes.

# The flags of one JVM: what $1, the command, asks for. A short one wants to start, a long one to run.
jvm_flags() {
    flags=(-XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow -Xshare:auto)
    case $1 in
        train-dictionary) flags+=(--enable-native-access=ALL-UNNAMED) ;; # zstd-jni loads its library
        demo | serve | bench | top) ;;
        *) flags+=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC) ;;
    esac
}

# Adds the archive of classes $1 to the flags of the command $2. Where there is none, or it does not fit, the start is slower
# and silent. An archive made without native access does not fit a JVM with it, which says so.
use_archive() {
    [ ! -s "$1" ] || [ "$2" = train-dictionary ] ||
        flags+=(-XX:SharedArchiveFile="$1" -Xlog:disable -Xlog:all=error:stderr)
}

# The name of the command among the arguments: the first that is neither an option nor an option's value.
command_of() {
    while [ $# -gt 0 ]; do
        case $1 in
            --servers | --placement | --hash | --protocol | --codec | --timeout) shift ;;
            -*) ;;
            *) echo "$1" && return 0 ;;
        esac
        shift || true
    done
}

# Without a locale of UTF-8 the JVM would garble arguments beyond ASCII.
utf8_locale() {
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
        *[Uu][Tt][Ff]*8*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
}
