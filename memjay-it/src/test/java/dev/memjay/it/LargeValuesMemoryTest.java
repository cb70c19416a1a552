package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Large values by many threads do not take memory outside the heap for each thread. A process of its own is measured, whose
 * heap is all touched at the start, so that what its resident set grows by lies outside of it.
 */
class LargeValuesMemoryTest {
    private static final int FEW = 4;
    private static final int MANY = 100;
    /** Stacks of the threads and what malloc keeps; heap buffers given to the channel were seen to take 30 to 38 MB. */
    private static final long MAX_KILOBYTES = 24 << 10;

    private static final long MAX_DIRECT_KILOBYTES = 8 << 10;

    @Test
    void memoryOutsideTheHeapDoesNotGrowWithTheThreads() throws Exception {
        try (TestServer server = TestServer.real("-I", "2m", "-m", "512")) {
            long[] few = measure(server.address(), FEW);
            long[] many = measure(server.address(), MANY);

            assertThat(many[0] - few[0]).as("kB of the resident set").isLessThan(MAX_KILOBYTES);
            assertThat(many[1]).as("kB of direct buffers").isLessThan(MAX_DIRECT_KILOBYTES);
        }
    }

    /** Peak of the resident set and direct buffers at the end, in kB. */
    private static long[] measure(String address, int threads) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms640m",
                        "-Xmx640m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeValuesLoad.class.getName(),
                        address,
                        Integer.toString(threads)))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            String[] figures = output.split(" ");
            return new long[] {Long.parseLong(figures[0]), Long.parseLong(figures[1])};
        } finally {
            process.destroyForcibly();
        }
    }
}
