package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that ran out of heap while its server was killed and started works again once it has room. */
@Timeout(300)
class HeapExhaustedTest {
    /** A heap that is full is slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int TIMES = 4;
    /** The heap is full so often, one time after the other, before and after the server comes back. */
    private static final int ROUNDS = 3;

    @ParameterizedTest
    @ValueSource(strings = {"?connectionsPerServer=1", "?connectionsPerServer=3&deadTimeout=50ms&failureLimit=1"})
    void worksAgain(String settings) {
        try (KilledMemcached server = new KilledMemcached();
                Child child = new Child(server.address(), settings)) {
            Soon.within(PATIENCE, () -> child.ready.get() == 1);
            // Once with room: a class that is initialised where there is none is lost to a virtual machine for good.
            server.kill();
            server.start();
            child.tell('x');
            child.awaitServed(1);
            for (int time = 2; time <= TIMES; time++) {
                child.tell('f');
                child.awaitRounds();
                server.kill();
                child.awaitRounds();
                server.start();
                child.awaitRounds();
                child.tell('x');
                child.awaitServed(time);
            }
        }
    }

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final AtomicInteger ready = new AtomicInteger();
        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicInteger served = new AtomicInteger();

        Child(String... arguments) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx16m",
                    "-Xss256k",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HeapExhaustedChild.class.getName()));
            command.addAll(List.of(arguments));
            try {
                process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread listener = new Thread(this::listen, "heap-exhausted-child");
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            try (InputStream said = process.getInputStream()) {
                for (int letter = said.read(); letter >= 0; letter = said.read()) {
                    switch (letter) {
                        case 'y' -> ready.incrementAndGet();
                        case 'r' -> rounds.incrementAndGet();
                        case 's' -> served.incrementAndGet();
                        default -> throw new IllegalStateException("the child said " + letter);
                    }
                }
            } catch (IOException e) {
                // It was ended.
            }
        }

        void tell(char order) {
            try {
                process.getOutputStream().write(order);
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitServed(int times) {
            Soon.within(PATIENCE, () -> served.get() == times || !process.isAlive());
            assertThat(served).as("the program lives and is served").hasValue(times);
        }

        void awaitRounds() {
            int before = rounds.get();
            Soon.within(PATIENCE, () -> rounds.get() - before >= ROUNDS || !process.isAlive());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
