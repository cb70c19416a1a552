package dev.memjay.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a raw meta command.
 *
 * @param code the return code
 * @param value the data block, where there is one; the caller's own
 * @param flags the return flags as they came, each with its letter first
 */
public record MetaReply(Code code, byte @Nullable [] value, List<String> flags) {
    /** The return codes of the meta protocol. */
    public enum Code {
        /** Done, no value follows. */
        HD,
        /** A value follows. */
        VA,
        /** A miss. */
        EN,
        /** No such item. */
        NF,
        /** Not stored. */
        NS,
        /** The CAS number did not match. */
        EX
    }

    /** Copies the flags. */
    public MetaReply {
        flags = List.copyOf(flags);
    }

    /** Whether the item was found, or the command did what it should: {@code HD} or {@code VA}. */
    public boolean isDone() {
        return code == Code.HD || code == Code.VA;
    }

    /** Whether a flag came back. */
    public boolean has(char letter) {
        return token(letter).isPresent();
    }

    /** What stands behind the letter of a flag that came back, which may be nothing. */
    public Optional<String> token(char letter) {
        return flags.stream()
                .filter(flag -> flag.charAt(0) == letter)
                .map(flag -> flag.substring(1))
                .findFirst();
    }

    /** The CAS number, unsigned, if {@code c} was asked for. */
    public OptionalLong cas() {
        return number('c');
    }

    /** The length of the value, if {@code s} was asked for. */
    public OptionalLong size() {
        return number('s');
    }

    /** The client flags, 32 bits, if {@code f} was asked for. */
    public OptionalInt clientFlags() {
        OptionalLong number = number('f');
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** The time to live left, if {@code t} was asked for and there is an end. */
    public Optional<Duration> ttl() {
        return token('t').map(Long::parseLong).filter(seconds -> seconds >= 0).map(Duration::ofSeconds);
    }

    /** The time since the last access, if {@code l} was asked for. */
    public Optional<Duration> lastAccess() {
        return token('l').map(Long::parseLong).map(Duration::ofSeconds);
    }

    /** Whether the item had been read before, if {@code h} was asked for. */
    public Optional<Boolean> hitBefore() {
        return token('h').map(text -> !text.equals("0"));
    }

    /** Whether the reader was given the sole right to refresh the item: {@code W}. */
    public boolean isWon() {
        return has('W');
    }

    /** Whether the item is stale: {@code X}. */
    public boolean isStale() {
        return has('X');
    }

    /** Whether another reader has the right to refresh the item: {@code Z}. */
    public boolean isLost() {
        return has('Z');
    }

    private OptionalLong number(char letter) {
        Optional<String> token = token(letter);
        return token.isPresent() ? OptionalLong.of(Long.parseUnsignedLong(token.get())) : OptionalLong.empty();
    }
}
