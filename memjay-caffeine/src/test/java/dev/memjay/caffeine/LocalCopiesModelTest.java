package dev.memjay.caffeine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Reads and writes through the copies behave as one register, under all schedules of a few steps. */
class LocalCopiesModelTest {
    @Test
    void readersAndWritersOfOneCacheSeeOneValue() {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .check(Register.class);
    }

    /** A server with one value, and copies in front of it. */
    public static class Register {
        private final AtomicInteger server = new AtomicInteger();
        private final LocalCopies<String> copies = new LocalCopies<>(new ConcurrentHashMap<>());

        @Operation
        public int read() {
            LocalCopies.Copy copy = copies.get("k");
            if (copy != null) {
                return (int) copy.value();
            }
            long begun = copies.begin("k");
            int value = server.get();
            copies.fill("k", begun, new LocalCopies.Copy(value, "codec", 0, 0, 1));
            return value;
        }

        @Operation
        public void writeOne() {
            write(1);
        }

        @Operation
        public void writeTwo() {
            write(2);
        }

        private void write(int value) {
            copies.writing("k");
            server.set(value);
            copies.written("k");
        }
    }
}
