package dev.memjay.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording with the settings of docs/memjay.jfc holds. */
class FlightRecorderObserverTest {
    private static final Node NODE = Node.of("h", 11211);

    @Test
    void everyEventIsRecordedAndHandedOn(@TempDir Path folder) throws IOException, ParseException {
        List<String> handedOn = new ArrayList<>();
        Observer observer = new FlightRecorderObserver(new Observer() {
            @Override
            public void leaseWon(Node node, String key) {
                handedOn.add(key);
            }
        });
        Path settings = Path.of(System.getProperty("basedir", ""), "..", "docs", "memjay.jfc");
        Path file = folder.resolve("memjay.jfr");
        try (Recording recording = new Recording(Configuration.create(settings))) {
            recording.start();
            observer.callFinished(NODE, Verb.GET, 5_000, null);
            observer.nodeDown(NODE);
            observer.connectionOpened(NODE);
            observer.leaseWon(NODE, "k");
            recording.stop();
            recording.dump(file);
        }
        List<String> recorded = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String name = event.getEventType().getName();
            if (name.startsWith("dev.memjay.")) {
                assertThat(event.getString("node")).isEqualTo("h:11211");
                recorded.add(name + " " + (name.endsWith("Call") ? event.getString("verb") : event.getString("what")));
            }
        }
        assertThat(recorded)
                .containsExactlyInAnyOrder(
                        "dev.memjay.Call get",
                        "dev.memjay.Node down",
                        "dev.memjay.Node connection opened",
                        "dev.memjay.Key lease won");
        assertThat(handedOn).containsExactly("k");
        assertThat(Files.exists(file)).isTrue();
    }
}
