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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How long a call takes whose node is held to be down, each by itself; run {@link #main} on the test class path. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DownNodeBenchmark {
    private @Nullable Memjay memjay;
    private @Nullable Keyspace<String, String> throwing;
    private @Nullable Keyspace<String, String> missing;

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(DownNodeBenchmark.class.getName())
                        .build())
                .run();
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
        missing = client.strings().failures(FailurePolicy.MISS);
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
