package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.internal.connection.talk.TextGreeting;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.Win;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one node is asked on the client's own account, in the background. */
final class NodeErrands {
    private static final long TIMEOUT_NANOS = 5_000_000_000L;
    /** Ample for a caller to write under the CAS number that he read; so long nobody else may refresh a stale item. */
    private static final long TIME_TO_WRITE_NANOS = 1_000_000_000L;

    private static final long PROBE_TIMEOUT_NANOS = 1_000_000_000L;

    private final NodeConnections connections;
    /** The last probe, perhaps under way. */
    private volatile @Nullable Deferred probing;

    /** What was known of the server that was asked for its settings last; only the event loop looks, here and below. */
    private @Nullable NodeTraits asked;
    /** Whether it answered. */
    private boolean isAnswered;

    /** The server's item size in bytes; 0 while it is not known. */
    private volatile long itemSizeMax;

    NodeErrands(NodeConnections connections) {
        this.connections = connections;
    }

    long itemSizeMax() {
        return itemSizeMax;
    }

    /**
     * Asks for the settings, on each new connection and before all else: a refusal can name the item size then, and it is
     * known whether items have CAS numbers, also where the server was started anew the other way. Null where they cannot be
     * asked for, or were not answered: a server may close the connection over it, and would close each.
     */
    @Nullable
    Deferred settings() {
        Dialect dialect = connections.dialect();
        if (dialect == null || !dialect.traits().reachesServer()) {
            return null; // a proxy may know no such command, and close the connection over it
        }
        NodeTraits traits = dialect.traits();
        if (asked == traits && !isAnswered && !traits.lacksCas()) {
            return null; // but one that said that it has no CAS numbers did answer
        }
        Request settings = new TextCommand("stats settings", TextCommand.Ending.END);
        Deferred question = new Deferred(settings, null, false, Clock.nanoTime() + TIMEOUT_NANOS, (done, failure) -> {
            if (failure == null && done.detail instanceof List<?> lines) {
                isAnswered = true;
                lines.forEach(line -> noteSetting(String.valueOf(line), traits));
            }
        });
        asked = traits;
        isAnswered = false;
        return question;
    }

    private void noteSetting(String line, NodeTraits traits) {
        if (line.startsWith("STAT cas_enabled ")) {
            traits.noteCas(!line.endsWith(" no"));
        }
        String name = "STAT item_size_max ";
        if (line.startsWith(name)) {
            try {
                itemSizeMax = Long.parseLong(line.substring(name.length()).trim());
            } catch (NumberFormatException e) {
                itemSizeMax = 0;
            }
        }
    }

    /**
     * Gives the right to refresh to the next reader: else nobody has it for long.
     *
     * @param later whether the caller may yet write under the CAS number that he read, which giving the right back changes
     */
    void handOn(Exchange operation, boolean later) {
        if ((operation.marks & Exchange.WON) == 0) {
            return;
        }
        List<@Nullable Win> wins = new ArrayList<>();
        if (operation.detail instanceof List<?> several) {
            several.forEach(win -> wins.add((Win) win));
        } else {
            wins.add(Win.of(operation.key, operation.base64Key, operation.number, operation.status, operation.marks));
        }
        if (later) {
            connections.loop().schedule(TIME_TO_WRITE_NANOS, () -> wins.forEach(win -> handBack(win, true)));
        } else {
            wins.forEach(win -> handBack(win, false));
        }
    }

    /** Gives a right to refresh to the next reader; nothing for null. */
    void handOn(@Nullable Win win) {
        handBack(win, false);
    }

    /** @param isOld whether others may have written the item since it was read */
    private void handBack(@Nullable Win win, boolean isOld) {
        Dialect dialect = connections.dialect();
        if (win == null || dialect == null) {
            return;
        }
        DeleteRequest request = win.handedBack(Verb.DELETE);
        if (dialect.refusal(request) == null) {
            start(request, win, (done, failure) -> {});
        } else if (request.marksStale() && !dialect.traits().comparesOnDelete()) {
            markUnguarded(request.unguarded(), win, isOld);
        }
    }

    /** Nothing is marked under a CAS number there, so one looks at it first, as who gives a lease back does. */
    private void markUnguarded(Request mark, Win win, boolean isOld) {
        if (!isOld) {
            start(mark, win, (done, failure) -> {});
            return;
        }
        start(ReadRequest.number(Verb.DELETE), win, (done, failure) -> {
            if (failure == null && done.number == win.cas()) {
                markUnguarded(mark, win, false);
            } else if (failure == null) {
                handOn(done, false); // it was changed, and may have been given the right anew
            }
        });
    }

    private void start(Request request, Win win, Deferred.Callback callback) {
        connections.start(
                new Deferred(request, win.key(), win.base64Key(), Clock.nanoTime() + TIMEOUT_NANOS, callback));
    }

    /** Asks for a sign of life, on the event loop, where the probe hears of it. */
    void probe(NodeState.Probe probe) {
        probe(probe, Clock.nanoTime() + PROBE_TIMEOUT_NANOS, true);
    }

    /** @param mayRepeat whether an old connection, which may have ended while nobody looked, is followed by a fresh one */
    private void probe(NodeState.Probe probe, long deadline, boolean mayRepeat) {
        Request version = new TextCommand("version", TextCommand.Ending.LINE);
        Dialect dialect = connections.dialect();
        boolean isAnswered = dialect == null || dialect.refusal(version) == null;
        Deferred sent = new Deferred(
                isAnswered ? version : ReadRequest.CONTAINS,
                isAnswered ? null : TextGreeting.NO_KEY,
                false,
                deadline,
                (done, failure) -> {
                    if (failure != null && failure.kind() == Failure.Kind.LOST && mayRepeat) {
                        probe(probe, deadline, false);
                    } else {
                        probe.ended(asDead(failure));
                    }
                });
        probing = sent;
        Failure refusal = connections.probe(sent);
        if (refusal != null) {
            connections.loop().execute(() -> probe.ended(asDead(refusal)));
        }
    }

    /** Gives up what is under way for the node's own sake, so that nobody who closes it waits for that. */
    void retire() {
        Deferred last = probing;
        if (last != null) {
            last.cancel();
        }
    }

    /** Why a node is not alive, or null: one that lets nobody in is there all the same, and calls are to be told why. */
    private static @Nullable Throwable asDead(@Nullable Failure failure) {
        return failure == null || failure.cause() instanceof LoginRefusedException ? null : failure.asCause();
    }
}
