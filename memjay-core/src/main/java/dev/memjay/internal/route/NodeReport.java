package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.clock.Lapse;
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.meter.VerbMeter;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.Verb;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens at one node, counted in its metrics and told to the listener. Thread-safe. */
final class NodeReport {
    /** Changes when its weight does. */
    private volatile Node node;

    private final MemjayListener listener;
    private final boolean observed;
    private final @Nullable NodeMeter meter;
    private final StateLog log = new StateLog("dev.memjay.node");
    private final DownNodePolicy policy;
    /** When the server began to refuse the login. */
    private @Nullable Long loginRefusedSince;

    /**
     * @param policy what becomes of calls while the node is down
     * @param listener is told, {@link MemjayListener#NONE} for nobody
     * @param meter counts; null for nothing
     */
    NodeReport(Node node, DownNodePolicy policy, MemjayListener listener, @Nullable NodeMeter meter) {
        this.node = node;
        this.policy = policy;
        this.listener = listener;
        this.observed = listener != MemjayListener.NONE;
        this.meter = meter;
    }

    Node node() {
        return node;
    }

    /** The node has another weight. */
    void reweighted(Node same) {
        node = same;
    }

    Metrics.OfNode metrics(NodeConnections connections, NodeStatus status) {
        NodeMeter counted = meter == null ? new NodeMeter() : meter;
        return counted.snapshot(
                node, status, connections.inFlight(), connections.bytesRead(), connections.bytesWritten());
    }

    // ---- Calls

    /** A call for one key was answered, and not by an error. */
    void answered(Exchange operation, Verb verb, long nanos) {
        Status status = operation.status;
        if (meter != null) {
            VerbMeter verbMeter = meter.of(verb);
            verbMeter.answered(nanos);
            if (status == Status.HIT) {
                verbMeter.read(1, 0);
            } else if (status == Status.MISS) {
                verbMeter.read(0, 1);
            }
        }
        if (observed && verb == Verb.COMPLETE && status != Status.STORED && operation.key != null) {
            listener.leaseExpired(node, operation.key);
        }
    }

    /** A bulk run was answered. */
    void runAnswered(Verb verb, int hits, int misses, long start) {
        long nanos = Clock.nanoTime() - start;
        if (meter != null) {
            meter.of(verb).answered(nanos);
            meter.of(verb).read(hits, misses);
        }
    }

    /** A call is sent once more. */
    void retried(Verb verb) {
        if (meter != null) {
            meter.of(verb).retried();
        }
        if (observed) {
            listener.callRetried(node, verb);
        }
    }

    /** A call ended with this error, which is given back. */
    MemjayException failed(Verb verb, MemjayException error) {
        if (meter != null) {
            if (error instanceof OperationTimeoutException timeout) {
                meter.of(verb).timedOut(timeout.phase(), error.elapsed().toNanos());
            } else {
                meter.of(verb).failed(CallErrors.kindOf(error), error.elapsed().toNanos());
            }
        }
        if (observed) {
            listener.callFailed(node, verb, error);
        }
        return error;
    }

    /** The caller will not see this error. */
    void swallowed(Verb verb, MemjayException error) {
        if (meter != null) {
            meter.of(verb).swallowed(CallErrors.kindOf(error));
        }
    }

    /** A write failed; who is told its key can delete it later. */
    void writeFailed(Request request, @Nullable String key, MemjayException error) {
        boolean isWrite =
                request instanceof StoreRequest || request instanceof DeleteRequest || request instanceof CountRequest;
        if (observed && isWrite && key != null) {
            listener.writeFailed(node, request.verb(), key, error);
        }
    }

    /** A write that nobody waits for was not carried out, or nobody knows. */
    void postLost(Request request, String key, MemjayException error) {
        writeFailed(request, key, error);
        postFailed(request.verb(), error);
    }

    /** A write that nobody waits for failed. */
    void postFailed(Verb verb, MemjayException error) {
        if (observed) {
            listener.postFailed(node, verb, error);
        }
    }

    /** A caller who asks for leases was given one, or another has it. */
    void leases(Exchange operation) {
        if (observed && operation.key != null) {
            if ((operation.marks & Exchange.WON) != 0) {
                listener.leaseWon(node, operation.key);
            } else if ((operation.marks & Exchange.LOST) != 0) {
                listener.leaseLost(node, operation.key);
            }
        }
    }

    // ---- The node

    /** Calls are refused from now on, or for a graver reason than before. */
    void refuses(Refusal why, boolean isDown) {
        Throwable cause = why.last().cause();
        String state = isDown ? "is down: " : "is not called for now: ";
        log.bad(subject(), state + why.attempts() + " failed, last", cause, consequence());
        if (observed && isDown) {
            listener.nodeDown(node, cause);
        }
    }

    /** What its callers see. */
    private String consequence() {
        String setting = " (downNodePolicy=" + policy + ").";
        if (policy instanceof DownNodePolicy.Rehash) {
            return "Other nodes serve its keys" + setting;
        } else if (policy instanceof DownNodePolicy.Replica) {
            return "The nodes with its copies serve its keys" + setting;
        } else if (policy instanceof DownNodePolicy.Gutter gutter) {
            return (isSpare(gutter)
                            ? "Calls that it would serve for others fail at once"
                            : "Spare nodes serve its keys")
                    + setting;
        }
        return "Calls to its keys fail at once" + setting;
    }

    private boolean isSpare(DownNodePolicy.Gutter gutter) {
        return gutter.spares().stream().anyMatch(spare -> spare.toString().equals(node.toString()));
    }

    /** Calls are sent again, after so long. */
    void sendsAgain(boolean wasDown, long nanos) {
        log.good(subject(), (wasDown ? "is up again after " : "is called again after ") + Lapse.of(nanos) + ".");
        if (observed && wasDown) {
            listener.nodeUp(node, Duration.ofNanos(nanos));
        }
    }

    /** The server let nobody in; on the event loop. */
    void loginRefused(Throwable cause) {
        if (loginRefusedSince == null) {
            loginRefusedSince = Clock.nanoTime();
            log.bad(
                    subject(),
                    "refuses the login",
                    cause,
                    "Calls to its keys fail with that; the login is tried again every 5 s.");
        }
    }

    /** Writes to the log what is due. */
    void look() {
        log.look(Clock.nanoTime());
    }

    /** Nothing more will happen to it. */
    void end() {
        log.end();
    }

    /** Waits for the last lines of the log. */
    void join(long patienceNanos) throws InterruptedException {
        log.join(patienceNanos);
    }

    private String subject() {
        return "memcached node " + node;
    }

    /** A connection was made; counted before anybody can use it. */
    void connected() {
        if (meter != null) {
            meter.connected();
        }
    }

    /** A connection was opened. */
    void opened() {
        Long refusedSince = loginRefusedSince;
        if (refusedSince != null) {
            loginRefusedSince = null;
            log.good(subject(), "takes the login again after " + Lapse.of(Clock.nanoTime() - refusedSince) + ".");
        }
        if (observed) {
            listener.connectionOpened(node);
        }
    }

    /** An open connection was lost. */
    void lost(Throwable cause) {
        if (meter != null) {
            meter.disconnected();
        }
        if (observed) {
            listener.connectionLost(node, cause);
        }
    }

    /** No connection could be opened. */
    void connectFailed(Throwable cause) {
        if (observed) {
            listener.connectFailed(node, cause);
        }
    }
}
