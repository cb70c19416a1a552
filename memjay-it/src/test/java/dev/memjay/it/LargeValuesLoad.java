package dev.memjay.it;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** The process that {@link LargeValuesMemoryTest} measures: threads that write and read values of 200 KB to 1 MB. */
final class LargeValuesLoad {
    private static final int ROUNDS = 15;
    private static final int MIN = 200_000;
    private static final int STEP = 8_000;

    private LargeValuesLoad() {}

    /** Prints the peak of the resident set and the direct buffers, both in kB. */
    public static void main(String[] arguments) throws IOException {
        int threads = Integer.parseInt(arguments[1]);
        try (Memjay memjay = Memjay.builder()
                        .servers(arguments[0])
                        .timeout(Duration.ofSeconds(60))
                        .connectTimeout(Duration.ofSeconds(60))
                        .maxInFlightBytes(1L << 30)
                        .build();
                Crowd crowd = new Crowd()) {
            Keyspace<String, byte[]> bytes = memjay.bytes();
            crowd.add(threads, number -> {
                byte[] value = new byte[MIN + STEP * number];
                Arrays.fill(value, (byte) number);
                String key = "large" + number;
                for (int i = 0; i < ROUNDS; i++) {
                    value[i] = (byte) i;
                    bytes.set(key, value);
                    if (!Arrays.equals(bytes.get(key), value)) {
                        throw new AssertionError("another value came back");
                    }
                }
            });
            crowd.join();
        }
        System.out.println(peakKilobytes() + " " + ManyKeysTest.directBytes() / 1024);
    }

    private static long peakKilobytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmHWM");
    }
}
