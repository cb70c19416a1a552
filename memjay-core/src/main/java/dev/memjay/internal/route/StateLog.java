package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Node;
import org.jspecify.annotations.Nullable;

/**
 * Logs that a node went down or came back, and nothing of single calls. A node that does both again and again is written of
 * a few times a minute; the lines that were left out are counted in the next. Confined to one node; any thread.
 *
 * <p>Each line is written by a thread of its own, which ends with it: it is a caller at the end of his time, or the event
 * loop, that notices the change, and a logger may take long. The first line of a program, for which the Java platform
 * reads its logging configuration, took 100 ms on a busy machine.
 */
final class StateLog {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private boolean logged;
    private long lastNanos;
    private int leftOut;

    void changed(Node node, boolean down) {
        String line = next(down ? node + " is down" : node + " answers again", Clock.nanoTime());
        if (line != null) {
            System.Logger.Level level = down ? System.Logger.Level.WARNING : System.Logger.Level.INFO;
            try {
                ShortLivedThread.run(
                        "memjay-log", () -> System.getLogger("dev.memjay").log(level, line));
            } catch (RuntimeException | Error noMemoryOrABadLogger) {
                leftOut(); // and nobody else has to suffer from it
            }
        }
    }

    private synchronized void leftOut() {
        leftOut++;
    }

    /** The line to write, or null where the last is too young. */
    synchronized @Nullable String next(String what, long now) {
        if (logged && now - lastNanos < PAUSE_NANOS) {
            leftOut++;
            return null;
        }
        String line = leftOut == 0 ? what : what + "; its state changed " + leftOut + " more times since the last line";
        logged = true;
        lastNanos = now;
        leftOut = 0;
        return line;
    }
}
