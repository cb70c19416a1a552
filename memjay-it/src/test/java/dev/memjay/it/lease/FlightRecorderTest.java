package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Lease;
import dev.memjay.Memjay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client records by itself where there is Flight Recorder, and works where there is none. */
class FlightRecorderTest {
    @TempDir
    Path folder;

    @Test
    void aClientWithoutAnObserverIsRecorded() throws IOException {
        Path file = folder.resolve("memjay.jfr");
        try (Way.Server server = Way.EMBEDDED_BLOCKING.start();
                Recording recording = new Recording()) {
            recording.enable("dev.memjay.Call");
            recording.start();
            try (Memjay memjay = server.client()) {
                assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
                memjay.strings().set("recorded", "v");
                memjay.strings().delete("recorded");
                try (Lease<String> lease = memjay.strings().leases().lease("recorded")) {
                    assertThat(lease.isWon()).isTrue();
                }
            }
            recording.stop();
            recording.dump(file);
        }
        List<String> recorded = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            switch (event.getEventType().getName()) {
                case "dev.memjay.Call" -> recorded.add(event.getString("verb"));
                case "dev.memjay.Node" -> recorded.add(event.getString("what"));
                case "dev.memjay.Key" -> recorded.add(event.getString("what") + " " + event.getString("key"));
                default -> {}
            }
        }
        assertThat(recorded).contains("connection opened", "set", "delete", "lease", "lease won recorded");
    }

    /** What a runtime image without the module does. */
    public static final class Child {
        public static void main(String[] arguments) {
            try (Memjay memjay = Memjay.create("memcached://" + arguments[0] + "?timeout=20s&connectTimeout=20s")) {
                memjay.strings().set("k", "v");
                boolean isThere = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
                System.out.println(memjay.strings().get("k") + " " + isThere);
            }
        }
    }

    @Test
    void aRuntimeWithoutTheModuleIsEnough() throws Exception {
        try (Way.Server server = Way.EMBEDDED_BLOCKING.start()) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--limit-modules",
                            "java.base,java.logging,java.security.sasl,jdk.net",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            server.address())
                    .redirectErrorStream(true)
                    .start();
            try {
                String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(said.strip()).isEqualTo("v false");
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }
}
