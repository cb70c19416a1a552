package dev.memjay.server;

import dev.memjay.server.net.FaultPlan;
import dev.memjay.server.net.Listener;
import java.time.Duration;
import java.util.Objects;

/**
 * Makes a running server misbehave, so that a test can see what its client does then.
 *
 * <p>Faults hold for all connections, add up, and last until {@link #clear()}. A reply means here what one read of a
 * connection produced; commands that arrive together are answered together. Thread-safe.
 */
public final class Faults {
    private final FaultPlan plan;
    private final Listener listener;

    Faults(FaultPlan plan, Listener listener) {
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Holds each reply back.
     *
     * @param delay how long; not negative
     * @return this
     */
    public Faults delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative: " + delay);
        }
        plan.delayNanos(delay.toNanos());
        return this;
    }

    /**
     * Carries out what is asked and answers nothing.
     *
     * @return this
     */
    public Faults stopAnswering() {
        plan.beSilent();
        return this;
    }

    /**
     * Ends each connection when it has sent so many bytes of replies from now on, in the middle of a reply if need be.
     *
     * @param bytes not negative
     * @return this
     */
    public Faults closeAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        plan.closeAfterBytes(bytes);
        return this;
    }

    /**
     * Sends these bytes in place of each reply.
     *
     * @param bytes what no client expects
     * @return this
     */
    public Faults garbage(byte[] bytes) {
        plan.garbage(bytes.clone());
        return this;
    }

    /**
     * Sends each reply one byte at a time.
     *
     * @return this
     */
    public Faults splitReplies() {
        plan.splitReplies();
        return this;
    }

    /**
     * Keeps each reply until the next one is due, and sends the old one then: every answer belongs to the request before.
     *
     * @return this
     */
    public Faults answerOutOfDate() {
        plan.answerOutOfDate();
        return this;
    }

    /**
     * Refuses new TCP connections; those that are open stay. {@link #clear()} listens again on the same port.
     *
     * @return this
     */
    public Faults refuseConnections() {
        listener.refuse(true);
        return this;
    }

    /**
     * Closes the connections that are open at present.
     *
     * @return this
     */
    public Faults closeConnections() {
        listener.closeConnections();
        return this;
    }

    /**
     * Loses what comes by UDP.
     *
     * @return this
     */
    public Faults dropDatagrams() {
        plan.loseDatagrams();
        return this;
    }

    /**
     * Behaves well again. What was held back by a delay still comes; a reply that was kept stays lost.
     *
     * @return this
     */
    public Faults clear() {
        plan.clear();
        listener.refuse(false);
        return this;
    }
}
