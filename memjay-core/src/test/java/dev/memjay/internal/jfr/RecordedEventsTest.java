package dev.memjay.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.route.Listeners;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recording holds, with the settings of docs/memjay.jfc and without any. */
class RecordedEventsTest {
    private static final Node NODE = Node.of("h", 11211);
    private static final MemjayException ERROR = new ConnectionException(
            "gone", new MemjayException.Context(NODE.toString(), "set", 5, true), new IOException("reset"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyEventIsRecordedAndHandedOn(boolean documented) throws IOException, ParseException {
        List<String> handedOn = new ArrayList<>();
        MemjayListener listener = Listeners.of(FlightRecorder.listener(), new MemjayListener() {
            @Override
            public void leaseWon(Node node, String key) {
                handedOn.add(key);
            }

            @Override
            public void callFailed(Node node, Verb verb, MemjayException error) {
                handedOn.add(verb.toString());
            }
        });
        Path settings = Path.of(System.getProperty("basedir", ""), "..", "docs", "memjay.jfc");
        Path file = folder.resolve("memjay.jfr");
        try (Recording recording =
                documented ? new Recording(jdk.jfr.Configuration.create(settings)) : new Recording()) {
            recording.start();
            tellAll(listener);
            tellCalls(FlightRecorder.telemetry());
            recording.stop();
            recording.dump(file);
        }
        List<String> recorded = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().startsWith("dev.memjay.")) {
                recorded.add(told(event));
            }
        }
        List<String> expected = new ArrayList<>(List.of(
                "Failure h:11211 set ConnectionException",
                "Node h:11211 call repeated get",
                "Node h:11211 connection opened null",
                "Node h:11211 connect failed java.io.IOException: said \\u000a" + "x".repeat(468) + "...",
                "Node h:11211 connection lost " + ERROR,
                "Node h:11211 down java.io.IOException: connection refused",
                "Node h:11211 up after 2400 ms",
                "Node null fleet changed [h:11211]",
                "Node null discovery failed " + ERROR,
                "Key h:11211 write failed k",
                "Key h:11211 lease won k",
                "Key h:11211 lease lost k",
                "Key h:11211 lease expired k",
                "Key h:11211 refresh failed k"));
        if (documented) {
            expected.add("Call h:11211 get null users 1 of 2, 2 retries, 30 read, 40 written, 4000 of 5000");
            expected.add(
                    "Call h:11211 set ConnectionException default 0 of 0, 0 retries, 0 read, 0 written, 0 of 6000");
        }
        assertThat(recorded).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(handedOn).containsExactly("set", "k");
    }

    private static void tellAll(MemjayListener listener) {
        listener.callFailed(NODE, Verb.SET, ERROR);
        listener.callRetried(NODE, Verb.GET);
        listener.writeFailed(NODE, Verb.SET, "k", ERROR);
        listener.leaseWon(NODE, "k");
        listener.leaseLost(NODE, "k");
        listener.leaseExpired(NODE, "k");
        listener.refreshFailed(NODE, "k", ERROR);
        listener.connectionOpened(NODE);
        listener.connectFailed(NODE, new IOException("said \n" + "x".repeat(10_000)));
        listener.connectionLost(NODE, ERROR);
        listener.nodeDown(NODE, new IOException("connection refused"));
        listener.nodeUp(NODE, Duration.ofMillis(2_400));
        listener.fleetChanged(List.of(NODE));
        listener.discoveryFailed(ERROR);
    }

    private static void tellCalls(Telemetry calls) {
        if (calls.isEnabled()) {
            calls.start(new CallInfo("users", Verb.GET, CallInfo.Kind.CLIENT, 2, NODE, List::of))
                    .end(new CallResult(
                            5_000, 1, 1, 0, List.of(NODE), null, false, 2, 30, 40, Map.of(Phase.WAITING, 4_000L)));
            calls.start(new CallInfo("default", Verb.SET, CallInfo.Kind.CLIENT, 1, NODE, List::of))
                    .end(new CallResult(6_000, 0, 0, 0, List.of(NODE), ERROR, true));
        }
    }

    private static String told(RecordedEvent event) {
        String name = event.getEventType().getName().substring("dev.memjay.".length());
        String rest = switch (name) {
            case "Call" ->
                event.getString("verb") + " " + event.getString("error") + " " + event.getString("keyspace") + " "
                        + event.getInt("hits") + " of " + (event.getInt("hits") + event.getInt("misses")) + ", "
                        + event.getInt("retries") + " retries, " + event.getLong("valueBytesRead") + " read, "
                        + event.getLong("valueBytesWritten") + " written, "
                        + event.getLong("waiting") + " of " + event.getLong("nanos");
            case "Failure" -> event.getString("verb") + " " + event.getString("error");
            case "Key" -> event.getString("what") + " " + event.getString("key");
            default -> event.getString("what") + " " + event.getString("detail");
        };
        return name + " " + event.getString("node") + " " + rest;
    }

    @Test
    void callsCostNoObjectWhileNothingIsRecorded() {
        KeyspaceMeter calls = new KeyspaceMeters(List.of(FlightRecorder.telemetry()), true).of(null);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(calls.isFollowed()).isFalse();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            calls.isFollowed();
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void aRuntimeWithoutTheModuleHasNoRecorder() {
        ModuleLayer small = ModuleLayer.defineModulesWithOneLoader(
                        Configuration.resolve(
                                ModuleFinder.of(),
                                List.of(ModuleLayer.empty().configuration()),
                                ModuleFinder.ofSystem(),
                                Set.of()),
                        List.of(ModuleLayer.empty()),
                        null)
                .layer();
        assertThat(FlightRecorder.isThere(small)).isFalse();
        assertThat(FlightRecorder.isThere(ModuleLayer.boot())).isTrue();
    }
}
