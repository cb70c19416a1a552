package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.report.Measurement;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.rig.TimerSlack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The threads of one measurement: they warm up, are measured while they run, and are stopped. */
final class Load {
    private enum Phase {
        WARM_UP,
        MEASURE,
        STOP
    }

    /** Counters stand two cache lines apart, so that threads do not slow each other by counting. */
    private static final int STRIDE = 16;

    private static final long STOP_SECONDS = 12;
    private static final long ROUND_TRIP_NANOS = 500_000;
    private static final int MAX_PAUSE_NANOS = 2_000_000;

    private final Row row;
    private final Contender contender;
    private final Dataset data;
    private final AtomicLongArray done;
    private final Histogram[] histograms;
    private final CountDownLatch stopped;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile Phase phase = Phase.WARM_UP;

    Load(Row row, Contender contender, Dataset data) {
        this.row = row;
        this.contender = contender;
        this.data = data;
        this.done = new AtomicLongArray(row.threads() * STRIDE);
        this.histograms = new Histogram[row.overRelay() ? row.threads() : 0];
        for (int i = 0; i < histograms.length; i++) {
            histograms[i] = new Histogram(TimeUnit.SECONDS.toNanos(30), 3);
        }
        this.stopped = new CountDownLatch(row.threads());
    }

    Measurement run(double warmUpSeconds, double seconds, Resources resources) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < row.threads(); i++) {
                int worker = i;
                threads.add(CallerThread.start(row.callers(), "load-" + i, () -> work(worker)));
            }
            sleep(warmUpSeconds);
            Resources.Reading before = resources.read(operations());
            phase = Phase.MEASURE;
            sleep(seconds);
            Resources.Reading after = resources.read(operations());
            phase = Phase.STOP;
            return await(threads, after.since(before, latencies()));
        } finally {
            phase = Phase.STOP;
            threads.forEach(Thread::interrupt);
        }
    }

    private Measurement await(List<Thread> threads, Measurement measured) throws InterruptedException {
        if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
            threads.forEach(Thread::interrupt);
            stopped.await(2, TimeUnit.SECONDS);
            return Measurement.failed(stopped.getCount() + " threads did not come back");
        }
        Throwable failed = failure.get();
        return failed == null ? measured : Measurement.failed(String.valueOf(failed));
    }

    /** Sleeps, but not on when a thread of the load has failed. */
    private void sleep(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0 && failure.get() == null; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, 50_000_000));
        }
    }

    private long operations() {
        long sum = 0;
        for (int i = 0; i < row.threads(); i++) {
            sum += done.getAcquire(i * STRIDE);
        }
        return sum;
    }

    private Histogram latencies() {
        Histogram all = new Histogram(TimeUnit.SECONDS.toNanos(30), 3);
        for (Histogram histogram : histograms) {
            all.add(histogram);
        }
        return all;
    }

    @SuppressWarnings("try")
    private void work(int worker) {
        Dice dice = new Dice(worker + 1);
        try (Step step = Step.of(row, contender, data, dice)) {
            if (row.paused()) {
                pausing(worker, step, dice);
            } else if (row.overRelay()) {
                timing(worker, step);
            } else {
                counting(worker, step);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        } finally {
            stopped.countDown();
        }
    }

    private void counting(int worker, Step step) throws Exception {
        long count = 0;
        while (phase != Phase.STOP) {
            step.run();
            done.lazySet(worker * STRIDE, ++count);
        }
    }

    private void timing(int worker, Step step) throws Exception {
        long count = 0;
        while (phase != Phase.STOP) {
            long start = System.nanoTime();
            step.run();
            record(worker, start, ++count);
        }
    }

    /** An open loop: the starts are planned ahead, and a call that starts late has that counted as its latency. */
    private void pausing(int worker, Step step, Dice dice) throws Exception {
        TimerSlack.tighten();
        long count = 0;
        long intended = System.nanoTime();
        while (phase != Phase.STOP) {
            intended += ROUND_TRIP_NANOS + dice.below(MAX_PAUSE_NANOS);
            for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (phase == Phase.STOP) {
                    return;
                }
            }
            step.run();
            record(worker, intended, ++count);
        }
    }

    private void record(int worker, long start, long count) {
        if (phase == Phase.MEASURE) {
            histograms[worker].recordValue(Math.min(System.nanoTime() - start, TimeUnit.SECONDS.toNanos(30)));
        }
        done.lazySet(worker * STRIDE, count);
    }
}
