package dev.memjay.cli;

import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.model.CallInfo;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the client reports while a command runs: failures that nobody else learns of, and nodes that are down.
 *
 * <p>Thread-safe: the client reports on its own threads.
 */
final class ClientEvents implements MemjayListener, Telemetry {
    /** A node that does not even refuse costs a timeout each time; the default makes one of 1 s, and 5 failures. */
    private static final long MAX_LEARNING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Queue<MemjayException> posted = new ConcurrentLinkedQueue<>();
    private final Queue<MemjayException> swallowed = new ConcurrentLinkedQueue<>();
    private final Set<Node> down = ConcurrentHashMap.newKeySet();

    /** Writes without an answer that failed. */
    Queue<MemjayException> posted() {
        return posted;
    }

    /** Failures that the failure policy made misses of. */
    Queue<MemjayException> swallowed() {
        return swallowed;
    }

    /**
     * Asks the nodes until those that fail are down, if something else serves their keys then. A program learns that as it
     * goes; without this a command, which makes one call, would never find the nodes that stand in.
     */
    void learnWhoIsDown(Memjay memjay) {
        if (text(memjay, "downNodePolicy").equals("fail_fast")
                || text(memjay, "autoEject").equals("false")) {
            return;
        }
        int rounds = Integer.parseInt(text(memjay, "failureLimit"));
        long deadline = System.nanoTime() + MAX_LEARNING_NANOS;
        Set<Node> failed = memjay.ping().failed().keySet();
        for (int i = 0; i < rounds && !down.containsAll(failed) && deadline - System.nanoTime() > 0; i++) {
            failed = memjay.ping().failed().keySet();
        }
    }

    /** The text of a setting that every client has. */
    static String text(Memjay memjay, String setting) {
        return memjay.settings().stream()
                .filter(info -> info.name().equals(setting))
                .map(SettingInfo::value)
                .findFirst()
                .orElseThrow();
    }

    /** For the list of settings. */
    @Override
    public String toString() {
        return "the command's";
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        posted.add(error);
    }

    @Override
    public @Nullable Started start(CallInfo call) {
        return result -> {
            if (result.swallowed() && result.error() instanceof MemjayException error) {
                swallowed.add(error);
            }
        };
    }

    @Override
    public void nodeDown(Node node, Throwable cause) {
        down.add(node);
    }

    @Override
    public void nodeUp(Node node, Duration downFor) {
        down.remove(node);
    }
}
