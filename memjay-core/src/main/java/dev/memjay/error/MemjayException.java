package dev.memjay.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of every error that Memjay throws for a call: which node, which command, how long it took, and whether the
 * command may have been applied.
 *
 * <p>No message holds a value or a password.
 */
public class MemjayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Context context;
    private transient volatile boolean appliedElsewhere;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public MemjayException(String message, Context context, @Nullable Throwable cause) {
        super(Printable.escaped(context.describe(message)), cause);
        this.context = context;
    }

    /** The node as {@code host:port}, if the call had one. */
    public Optional<String> node() {
        return Optional.ofNullable(context().node());
    }

    /** The command, such as {@code get}; empty when there was none. */
    public String command() {
        return context().command();
    }

    /** Time from the start of the call to its failure. */
    public Duration elapsed() {
        return Duration.ofNanos(context().elapsedNanos());
    }

    /**
     * Whether the server may have carried the command out. False means that it certainly did not; true that it did or
     * did not. It is false for a command that only reads.
     */
    public boolean mayHaveBeenApplied() {
        return appliedElsewhere || context().mayHaveBeenApplied();
    }

    /**
     * Says from now on that the command may have been applied: for those who sent it to several servers, or several times,
     * and whom this error tells of one alone. It cannot be taken back.
     *
     * @return this
     */
    public MemjayException appliedElsewhere() {
        appliedElsewhere = true;
        return this;
    }

    /** What went wrong, with which command and where, and whether it may have been applied. */
    @Override
    public String getMessage() {
        String message = String.valueOf(super.getMessage());
        return appliedElsewhere ? Context.doubted(message) : message;
    }

    private Context context() {
        return context == null ? Context.NONE : context;
    }

    /**
     * The call that an error belongs to.
     *
     * @param node the node as {@code host:port}, or null
     * @param command the command's name, or an empty string
     * @param elapsedNanos nanoseconds since the start of the call
     * @param mayHaveBeenApplied whether the server may have carried the command out
     */
    public record Context(@Nullable String node, String command, long elapsedNanos, boolean mayHaveBeenApplied) {
        /** For errors outside any call. */
        public static final Context NONE = new Context(null, "", 0, false);

        private static final String DOUBT = "; it may have been applied";

        String describe(String message) {
            if (command.isEmpty()) {
                return message;
            }
            StringBuilder text = new StringBuilder(command);
            if (node != null) {
                text.append(" on ").append(node);
            }
            text.append(": ").append(message);
            if (node != null && elapsedNanos > 0) {
                text.append(" (after ").append(elapsedNanos / 1_000_000).append(" ms)");
            }
            return mayHaveBeenApplied ? doubted(text.toString()) : text.toString();
        }

        /** Says it once: the message of a bulk call quotes that of a key, which may say it already. */
        private static String doubted(String message) {
            return message.contains(DOUBT) ? message : message + DOUBT;
        }
    }
}
