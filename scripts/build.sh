# Builds the jars that a command runs from; sourced by ./memjay and ./bench, which set `root` and `java_home`.

say() { echo "${0##*/}: $*" >&2; }

# Builds the module $1 and what it stands on into target/launcher of each, the output into the file $2.
# Straight to the jars: no tests nor their libraries, no Error Prone (./check does that), in a folder where no other build works.
build_jars() {
    command -v mvn >/dev/null || { say "Maven is needed for the build (mvn)" && return 1; }
    # One build at a time, whoever asks.
    exec 8>"$root/.memjay/build.lock"
    ! command -v flock >/dev/null || flock 8
    say "building (the first time libraries are downloaded, which may take minutes)"
    if ! (cd "$root" && JAVA_HOME=$java_home mvn -B -ntp -P '!errorprone' -pl "$1" -am \
        -Dbuild.folder=target/launcher -Dlib.phase=process-classes process-classes jar:jar) </dev/null 2>&1 8>&- | tee "$2" | progress; then
        grep -E '^\[ERROR\]' "$2" | head -n 20 >&2 || tail -n 20 "$2" >&2
        say "the build failed; its output is in $2"
        return 1
    fi
    exec 8>&-
}

# One line that tells the module at work; a line for each where the output is no terminal.
progress() {
    local line
    while IFS= read -r line; do
        if [[ $line =~ ^\[INFO\]\ Building\ (Memjay[^\ ]*(\ [^\ 0-9][^\ ]*)*)\ .*\[([0-9]+)/([0-9]+)\]$ ]]; then
            line="building ${BASH_REMATCH[1]} (${BASH_REMATCH[3]} of ${BASH_REMATCH[4]})"
            if [ -t 2 ]; then printf '\r\033[K%s: %s' "${0##*/}" "$line" >&2; else say "$line"; fi
        fi
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}
