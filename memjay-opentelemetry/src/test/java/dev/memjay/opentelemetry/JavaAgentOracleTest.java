package dev.memjay.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The same program has the same spans and the same histogram as spymemcached has under OpenTelemetry's Java agent. */
class JavaAgentOracleTest {
    private static final int CALLS = 6;
    private static final List<String> COMPARED =
            List.of("db.operation.name", "db.system.name", "server.address", "server.port");
    /** What {@code LoggingSpanExporter} writes: {@code 'get' : <trace> <span> CLIENT [tracer: name:version] AttributesMap{...}}. */
    private static final Pattern SPAN =
            Pattern.compile("'([^']*)' : [0-9a-f]{32} [0-9a-f]{16} ([A-Z]+) \\[tracer: ([^\\]]*)\\] (.*)");

    private static final Pattern HISTOGRAM = Pattern.compile("name=db\\.client\\.operation\\.duration, .*");
    private static final Pattern UNIT = Pattern.compile(" unit=([^,]*),");
    private static final Pattern BOUNDARIES = Pattern.compile(" getBoundaries=\\[([^\\]]*)\\]");

    private static final Pattern POINT = Pattern.compile(" getAttributes=\\w+\\{([^}]*)}");

    @Test
    void theSpansAreThoseOfTheAgent() throws Exception {
        try (MemcachedServer server = MemcachedServer.builder().start();
                Exported exported = new Exported()) {
            String printed = spymemcached(server);
            List<String> theirs = spans(printed);
            List<String> ours = spansOfMemjay(server, exported).stream()
                    .map(JavaAgentOracleTest::line)
                    .toList();
            String where = ", memcached, " + server.host() + ", " + server.port();
            String bulk = "get CLIENT get" + where;
            assertThat(ours)
                    .containsExactly(
                            "set CLIENT set" + where,
                            "get CLIENT get" + where,
                            "gets CLIENT gets" + where,
                            "incr CLIENT incr" + where,
                            "delete CLIENT delete" + where,
                            bulk);
            assertThat(theirs)
                    .as("spans of spymemcached in:%n%s", printed)
                    .map(each ->
                            each.equals("getBulk CLIENT getBulk" + where) ? bulk : each) // newer agents say get too
                    .containsExactlyInAnyOrderElementsOf(ours);

            Matcher histogram = HISTOGRAM.matcher(printed);
            assertThat(histogram.find())
                    .as("the histogram of the agent in:%n%s", printed)
                    .isTrue();
            MetricData duration = exported.duration();
            assertThat(first(UNIT, histogram.group())).isEqualTo(duration.getUnit());
            Set<String> points = new TreeSet<>();
            for (HistogramPointData point : duration.getHistogramData().getPoints()) {
                points.add(attributes(point));
                assertThat(first(BOUNDARIES, histogram.group()))
                        .isEqualTo(String.join(
                                ", ",
                                point.getBoundaries().stream()
                                        .map(String::valueOf)
                                        .toList()));
            }
            Set<String> theirPoints = new TreeSet<>();
            Matcher point = POINT.matcher(histogram.group());
            while (point.find()) {
                theirPoints.add(sorted(point.group(1).split(",", -1)).replace("=getBulk", "=get"));
            }
            assertThat(theirPoints).hasSize(5).isEqualTo(points);
        }
    }

    private static String sorted(String... attributes) {
        return String.join(",", new TreeSet<>(List.of(attributes)));
    }

    private static String attributes(HistogramPointData point) {
        return sorted(point.getAttributes().asMap().entrySet().stream()
                .map(each -> each.getKey().getKey() + "=" + each.getValue())
                .toArray(String[]::new));
    }

    private static List<SpanData> spansOfMemjay(MemcachedServer server, Exported exported) {
        try (Memjay memjay = exported.open(server)) {
            Keyspace<String, String> texts = memjay.strings();
            texts.set("n", "1");
            texts.get("n");
            texts.gets("n");
            texts.incr("n", 1);
            texts.delete("n");
            texts.getAll(List.of("n", "m"));
        }
        return exported.spans();
    }

    private static String line(SpanData span) {
        return span.getName() + " " + span.getKind() + " "
                + String.join(
                        ", ",
                        COMPARED.stream()
                                .map(name -> String.valueOf(span.getAttributes().asMap().entrySet().stream()
                                        .filter(each -> each.getKey().getKey().equals(name))
                                        .map(Map.Entry::getValue)
                                        .findFirst()
                                        .orElse(null)))
                                .toList());
    }

    /** What the agent printed of each call, in whatever order they ended. */
    private static List<String> spans(String printed) {
        List<String> lines = new ArrayList<>();
        Matcher span = SPAN.matcher(printed);
        while (span.find()) {
            if (span.group(3).contains("spymemcached")) {
                List<String> values = new ArrayList<>();
                for (String name : COMPARED) {
                    values.add(first(Pattern.compile("[{ ]" + Pattern.quote(name) + "=([^,}]*)"), span.group(4)));
                }
                lines.add(span.group(1) + " " + span.group(2) + " " + String.join(", ", values));
            }
        }
        return lines;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "null";
    }

    private static String spymemcached(MemcachedServer server) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-javaagent:" + System.getProperty("memjay.javaagent"),
                "-cp",
                System.getProperty("java.class.path"),
                SpymemcachedProgram.class.getName(),
                server.host(),
                String.valueOf(server.port()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "OTEL_SEMCONV_STABILITY_OPT_IN", "database",
                        "OTEL_TRACES_EXPORTER", "console",
                        "OTEL_METRICS_EXPORTER", "console",
                        "OTEL_LOGS_EXPORTER", "none"));
        Process process = builder.start();
        StringBuffer printed = new StringBuffer();
        try {
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> read(process, printed));
            assertThat(ended)
                    .as(() -> "the end of the program, which printed:\n" + printed)
                    .succeedsWithin(Duration.ofSeconds(90));
            assertThat(process.waitFor()).as(printed.toString()).isZero();
            return printed.toString();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads what the program prints, and lets it end when it has printed its last span. */
    private static void read(Process process, StringBuffer printed) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            int spans = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (SPAN.matcher(line).find() && ++spans == CALLS) {
                    process.getOutputStream().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
