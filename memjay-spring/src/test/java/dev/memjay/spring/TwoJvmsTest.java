package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.junit.RealMemcached;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Two programs of many threads, each a JVM of its own, ask for one key at a time: one load for all of them. */
class TwoJvmsTest {
    private static final int THREADS = 32;
    private static final int KEYS = 20;

    /** One of the programs. */
    private static final class Program implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Program(String address) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadingProcess.class.getName(),
                            address,
                            Integer.toString(THREADS),
                            Integer.toString(KEYS))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
        }

        String line() throws IOException {
            return lines.readLine();
        }

        void begin() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void loadOnce() throws Exception {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay = Memjay.create("memcached://" + server.address() + "?timeout=60s&connectTimeout=60s");
                Program first = new Program(server.address());
                Program second = new Program(server.address())) {
            for (int key = 0; key < KEYS; key++) {
                assertThat(first.line()).isEqualTo("ready");
                assertThat(second.line()).isEqualTo("ready");
                first.begin();
                second.begin();
                assertThat(first.line()).isEqualTo("load 1");
                assertThat(second.line()).isEqualTo("load 1");
                assertThat(memjay.strings().counters().get("loads-" + key)).isEqualTo(1);
            }
        }
    }
}
