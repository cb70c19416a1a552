package dev.memjay.benchmarks;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.NodeDownException;
import dev.memjay.model.FailurePolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * How long a call takes whose node is held to be down, each by itself; run {@link #main} on the test class path. It fails where
 * the median is not what docs/failures.md promises.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
public class DownNodeBenchmark {
    /** In microseconds; a call's median has to stay below it. */
    private static final double MAX = 50;

    private static final long MIN_CALLS = 100_000;

    private @Nullable Memjay memjay;
    private @Nullable Keyspace<String, String> throwing;
    private @Nullable Keyspace<String, String> missing;

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(DownNodeBenchmark.class.getName())
                        .build())
                .run();
        boolean isKept = results.size() == 2;
        for (RunResult each : results) {
            Statistics calls = each.getPrimaryResult().getStatistics();
            double median = calls.getPercentile(50);
            isKept &= median < MAX && calls.getN() >= MIN_CALLS;
            System.out.printf(
                    Locale.ROOT,
                    "%s: median %.2f us, p99 %.2f us, %,d calls; below %.0f us over %,d are asked for%n",
                    each.getPrimaryResult().getLabel(),
                    median,
                    calls.getPercentile(99),
                    calls.getN(),
                    MAX,
                    MIN_CALLS);
        }
        if (!isKept) {
            System.exit(1);
        }
    }

    /** A client of a port where nobody listens, which has given it up for long. */
    @Setup
    public void takeDown() throws IOException {
        Memjay client = Memjay.builder()
                .servers("127.0.0.1:" + closedPort())
                .failureLimit(1)
                .deadTimeout(Duration.ofMinutes(10))
                .probePause(Duration.ofMinutes(10))
                .build();
        memjay = client;
        throwing = client.strings();
        missing = client.strings().withFailurePolicy(FailurePolicy.MISS);
        while (!isDown(client)) {
            Thread.onSpinWait();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isDown(Memjay client) {
        try {
            client.strings().get("key");
            return false;
        } catch (NodeDownException down) {
            return true;
        } catch (ConnectionException notYet) {
            return false;
        }
    }

    @TearDown
    public void close() {
        if (memjay != null) {
            memjay.close();
        }
    }

    @Benchmark
    public @Nullable Object refused() {
        try {
            return throwing == null ? null : throwing.get("key");
        } catch (NodeDownException down) {
            return down;
        }
    }

    @Benchmark
    public @Nullable Object missed() {
        return missing == null ? null : missing.get("key");
    }
}
