package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.clock.Lapse;
import dev.memjay.internal.connection.Failure;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Logs each change of one subject's state, such as a node's, and nothing of single calls.
 *
 * <p>A change is written when it happens. Only what changes again and again is not: of more than {@value #AT_ONCE} changes in
 * a minute the next are counted, and one line tells how many they were and what the state is now. It is written when the
 * state has stayed the same for 10 s, and else once a minute; so the last line always gives the last state.
 *
 * <p>Lines are written one after another by a thread of their own, which ends with them: it is a caller at the end of its
 * time, or the event loop, that notices the change, and a logger may take long. The first line of a program, for which the
 * Java platform reads its logging configuration, took 100 ms on a busy machine. Any thread.
 */
public final class StateLog {
    static final int AT_ONCE = 6;
    static final long CALM_NANOS = 10_000_000_000L;
    static final long WINDOW_NANOS = 60_000_000_000L;
    /** A logger that fails so often with a line does without it. */
    private static final int MAX_TRIES = 3;

    private final String logger;

    // Guarded by this.
    private final Queue<Line> unwritten = new ArrayDeque<>(AT_ONCE + 2);
    private boolean writing;
    /** Writes, or did. */
    private volatile @Nullable Thread writer;

    private int failedTries;

    private boolean logged;
    private long windowBegan;
    private int inWindow;
    private long lastLine;

    private @Nullable Change leftOut;
    private int badOnes;
    private long firstLeftOut;
    private long lastLeftOut;

    private record Line(Level level, String text) {}

    /**
     * A new state.
     *
     * @param subject what it is the state of
     * @param what what it does from now on, as the rest of a sentence
     * @param failure why, where it is a bad one; null where it is good
     */
    record Change(String subject, String what, @Nullable String failure) {
        Level level() {
            return failure == null ? Level.INFO : Level.WARNING;
        }
    }

    /**
     * @param logger the name of the logger
     */
    public StateLog(String logger) {
        this.logger = logger;
    }

    /**
     * The subject fails from now on.
     *
     * @param what what it does, as the rest of a sentence
     * @param cause why
     * @param consequence what follows, a sentence
     */
    public void bad(String subject, String what, Throwable cause, String consequence) {
        String reason = Failure.reason(cause);
        changed(new Change(subject, what + ": " + reason + ". " + consequence, reason));
    }

    /** The subject is well again. */
    public void good(String subject, String what) {
        changed(new Change(subject, what, null));
    }

    private void changed(Change change) {
        note(change, Clock.nanoTime());
        write();
    }

    /** Writes what is due: called again and again. */
    public void look(long now) {
        if (collect(now)) {
            write();
        }
    }

    /** Nothing more will change: what was left out is written now. */
    public void end() {
        summarise(Clock.nanoTime());
        write();
    }

    /** Waits for the last lines, which an application that ends would lose. */
    public void join(long patienceNanos) throws InterruptedException {
        Thread last = writer;
        if (last != null) {
            last.join(Math.max(1, patienceNanos / 1_000_000));
        }
    }

    // ---- What is to be written

    /** A line for a change, unless there were too many of late. */
    synchronized void note(Change change, long now) {
        if (leftOut == null && (!logged || now - windowBegan >= WINDOW_NANOS)) {
            windowBegan = now;
            inWindow = 0;
        }
        if (leftOut == null && inWindow < AT_ONCE) {
            inWindow++;
            add(change.level(), change.subject() + " " + change.what(), now);
            return;
        }
        if (leftOut == null) {
            firstLeftOut = now;
        }
        lastLeftOut = now;
        badOnes += change.failure() == null ? 0 : 1;
        String failure = change.failure() == null && leftOut != null ? leftOut.failure() : change.failure();
        leftOut = new Change(change.subject(), change.what(), failure);
    }

    private void add(Level level, String text, long now) {
        logged = true;
        lastLine = now;
        unwritten.add(new Line(level, text));
    }

    /** Adds the line for what was left out, when its time has come; whether anybody has to write. */
    synchronized boolean collect(long now) {
        if (leftOut != null && (now - lastLeftOut >= CALM_NANOS || now - firstLeftOut >= WINDOW_NANOS)) {
            summarise(now);
        }
        return !unwritten.isEmpty() && !writing;
    }

    /** One line for all that was left out. What goes on changing is summarised again. */
    private synchronized void summarise(long now) {
        Change last = leftOut;
        if (last == null) {
            return;
        }
        String failure = last.failure();
        String times = badOnes + (badOnes == 1 ? " time" : " times");
        add(
                Level.WARNING,
                last.subject() + " failed " + times + " in " + Lapse.of(now - lastLine)
                        + (failure == null ? "" : " (last: " + failure + ")") + "; now it " + last.what(),
                now);
        leftOut = null;
        badOnes = 0;
        windowBegan = now;
        boolean isCalm = now - lastLeftOut >= CALM_NANOS;
        inWindow = isCalm ? AT_ONCE - 2 : AT_ONCE;
    }

    // ---- Writing it

    private void write() {
        synchronized (this) {
            if (writing || unwritten.isEmpty()) {
                return;
            }
            writing = true;
        }
        boolean begun = false;
        try {
            writer = ShortLivedThread.run("memjay-log", this::writeAll);
            begun = true;
        } catch (RuntimeException | Error noMemory) {
            // The next look tries again, and nobody else has to suffer from it.
        } finally {
            if (!begun) {
                stopWriting();
            }
        }
    }

    private void writeAll() {
        boolean done = false;
        try {
            for (Line line = first(); line != null; line = first()) {
                System.getLogger(logger).log(line.level(), line.text());
                written();
            }
            done = true;
        } catch (RuntimeException | Error ofTheLogger) {
            failed();
        } finally {
            if (!done) {
                stopWriting();
            }
        }
    }

    private synchronized @Nullable Line first() {
        Line first = unwritten.peek();
        writing = first != null;
        return first;
    }

    private synchronized void written() {
        unwritten.poll();
        failedTries = 0;
    }

    private synchronized void failed() {
        if (++failedTries >= MAX_TRIES) {
            written();
        }
    }

    private synchronized void stopWriting() {
        writing = false;
    }

    /** The lines that are not written yet. */
    synchronized List<String> lines() {
        return unwritten.stream().map(Line::text).toList();
    }
}
