package dev.memjay.internal.wire;

import dev.memjay.model.Verb;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A meta command with flags of the caller's choice, whose reply is handed over as it is. */
public final class RawMeta extends Request {
    private static final byte[] NO_DATA = {};

    private final String command;
    private final List<String> flags;
    private final byte @Nullable [] data;

    /**
     * What the server answered.
     *
     * @param code the return code, two letters
     * @param flags the return flags as they came, without the opaque
     */
    public record Answer(String code, List<String> flags) {}

    /**
     * @param command {@code mg}, {@code ms}, {@code md} or {@code ma}
     * @param flags the flags, checked; neither {@code O}, {@code q}, {@code k} nor {@code b}
     * @param data what an {@code ms} stores; null for the others
     */
    public RawMeta(String command, List<String> flags, byte @Nullable [] data) {
        super(Verb.META);
        this.command = command;
        this.flags = flags;
        this.data = data;
    }

    /** The command's two letters. */
    public String command() {
        return command;
    }

    /** The flags. */
    public List<String> flags() {
        return flags;
    }

    /** What an {@code ms} stores, or null. */
    public byte @Nullable [] data() {
        return data;
    }

    /** The caller sees all marks and decides himself. */
    @Override
    public boolean claimsWin() {
        return true;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return false;
    }

    @Override
    public Request shape() {
        return data == null || data.length == 0 ? this : new RawMeta(command, flags, NO_DATA);
    }
}
