package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.model.FailurePolicy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alarms of docs/memjay-alarms.yml and the queries of docs/production.md, on what Prometheus reads of a real client. */
class AlarmsTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ""), "..", "docs");
    /** A metric and its selector, the second group. */
    private static final Pattern SELECTOR = Pattern.compile("(memjay_\\w+)(?:\\{([^}]*)\\})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~?)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("(?:by|on) \\(([^)]*)\\)");
    /** Prometheus' own. */
    private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

    @TempDir
    private Path folder;

    private static String rules() throws IOException {
        return Files.readString(DOCS.resolve("memjay-alarms.yml"));
    }

    /** Of the rules, and of the page beside them. */
    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        Pattern.compile("(?ms)^ {8}expr: \\|?(.*?)^ {8}\\w")
                .matcher(rules())
                .results()
                .forEach(each -> all.add(each.group(1).strip()));
        Pattern.compile("`([^`]*memjay_[^`]*)`")
                .matcher(Files.readString(DOCS.resolve("production.md")))
                .results()
                .map(each -> each.group(1).replace("\\|", "|"))
                .forEach(all::add);
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }

    @Test
    void eachFiresWhenItShould() throws Exception {
        Promtool promtool = new Promtool(folder);
        promtool.write("memjay-alarms.yml", rules());
        try (var test = AlarmsTest.class.getResourceAsStream("/memjay-alarms-test.yml")) {
            Files.copy(test, folder.resolve("test.yml"));
        }
        assertThat(promtool.run("", "test", "rules", "test.yml")).contains("SUCCESS");
        String page = Files.readString(DOCS.resolve("production.md"));
        Matcher alerts = Pattern.compile("alert: (\\w+)").matcher(rules());
        while (alerts.find()) {
            assertThat(page).contains("`" + alerts.group(1) + "`");
            assertThat(Files.readString(folder.resolve("test.yml"))).contains("alertname: " + alerts.group(1));
        }
    }

    @Test
    void everyQueryIsPrometheusLanguage() throws Exception {
        StringBuilder recorded = new StringBuilder("groups:\n- name: page\n  rules:\n");
        for (String expression : expressions()) {
            recorded.append("  - record: page:query\n    labels: {number: \"")
                    .append(recorded.length())
                    .append("\"}\n    expr: >-\n      ")
                    .append(expression.replace("\n", "\n      "))
                    .append('\n');
        }
        Promtool promtool = new Promtool(folder);
        promtool.write("page.yml", recorded.toString());
        promtool.run("", "check", "rules", "page.yml");
    }

    @Test
    void whatTheyAskForIsInARealScrape() throws Exception {
        try (FaultyFleet fleet = new FaultyFleet()) {
            fleet.work();
            fleet.spoil();
            fleet.suffer();
            String text = fleet.scrape();
            Scrape scrape = Scrape.of(text);
            for (String expression : expressions()) {
                Set<String> labels = new TreeSet<>();
                SELECTOR.matcher(expression).results().forEach(selector -> {
                    List<Scrape.Series> found = selected(scrape, selector);
                    assertThat(found).as("%s in %s", selector.group(), text).isNotEmpty();
                    found.forEach(series -> labels.addAll(series.labels().keySet()));
                });
                GROUPING.matcher(expression)
                        .results()
                        .flatMap(grouping -> Pattern.compile(", *").splitAsStream(grouping.group(1)))
                        .filter(label -> !OF_THE_TARGET.contains(label))
                        .forEach(label -> assertThat(labels).as(expression).contains(label));
            }
            assertThat(text).contains("kind=\"overloaded\"").containsPattern("phase=\"(connecting|queued)\"");
            assertThat(new Promtool(folder).run(text, "check", "metrics")).isEmpty();
        }
    }

    private static List<Scrape.Series> selected(Scrape scrape, MatchResult selector) {
        String matchers = selector.group(2) == null ? "" : selector.group(2);
        return scrape.values().keySet().stream()
                .filter(series -> series.name().equals(selector.group(1)))
                .filter(series -> MATCHER.matcher(matchers).results().allMatch(each -> {
                    String value = series.labels().getOrDefault(each.group(1), "");
                    // A node of the page's is an example.
                    return each.group(1).equals("node")
                            || (each.group(2).equals("=") ? value.equals(each.group(3)) : value.matches(each.group(3)));
                }))
                .toList();
    }

    /** What two scrapes tell of a time goes on for half an hour. */
    @Test
    void theyFireOnRealScrapes() throws Exception {
        try (FaultyFleet fleet = new FaultyFleet()) {
            fleet.work();
            Scrape first = Scrape.of(fleet.scrape());
            fleet.work();
            Scrape healthy = Scrape.of(fleet.scrape());
            fleet.spoil();
            fleet.suffer();
            Scrape third = Scrape.of(fleet.scrape());
            fleet.suffer();
            Scrape spoilt = Scrape.of(fleet.scrape());

            Promtool promtool = new Promtool(folder);
            promtool.write("memjay-alarms.yml", rules());
            promtool.write("healthy.yml", test(first, healthy, List.of()));
            promtool.run("", "test", "rules", "healthy.yml");
            promtool.write(
                    "spoilt.yml",
                    test(
                            third,
                            spoilt,
                            List.of(
                                    "{alertname=\"MemjayNodeDown\", node=\"" + fleet.dead.address() + "\"}",
                                    "{alertname=\"MemjayCallsFail\"}",
                                    "{alertname=\"MemjayFailuresHidden\", keyspace=\"carts\"}",
                                    "{alertname=\"MemjayNodeMisses\", node=\"" + fleet.empty.address() + "\"}",
                                    "{alertname=\"MemjayTimeoutsHere\"}",
                                    "{alertname=\"MemjayReconnects\", node=\"" + fleet.hasty.address() + "\"}")));
            promtool.run("", "test", "rules", "spoilt.yml");
        }
    }

    /** A test for promtool: which alarms fire after half an hour. */
    private static String test(Scrape before, Scrape after, List<String> firing) {
        StringBuilder text = new StringBuilder("""
                rule_files: [memjay-alarms.yml]
                evaluation_interval: 1m
                tests:
                - interval: 1m
                  input_series:
                """);
        after.values().forEach((series, value) -> {
            if (series.name().matches("memjay_.*(_total|_count|_up)")) {
                double more = series.name().endsWith("_up")
                        ? 0
                        : value - before.values().getOrDefault(series, 0.0);
                assertThat(more).as(series.toString()).isNotNegative();
                series.labels().putAll(Map.of("job", "shop", "instance", "a:8080"));
                text.append(String.format(
                        Locale.ROOT, "  - series: '%s'%n    values: %.0f+%.0fx40%n", series, value, more));
            }
        });
        text.append("""
                  promql_expr_test:
                  - expr: group by (alertname, node, keyspace) (ALERTS{alertstate="firing"})
                    eval_time: 35m
                    exp_samples:
                """);
        firing.forEach(each -> text.append("    - labels: '").append(each).append("'\n      value: 1\n"));
        return text.toString();
    }

    /** A ratio of the two is one of calls, whatever the number of keys. */
    @Test
    void failedAndSwallowedAreCountedInCalls() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        // Bound, and not listening: it refuses.
        try (SocketChannel deaf =
                        SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Memjay memjay = Memjay.create(
                        "memcached://127.0.0.1:" + deaf.socket().getLocalPort() + "?timeout=20s&connectTimeout=20s")) {
            assertThat(memjay.strings().withFailurePolicy(FailurePolicy.MISS).getAll(List.of("a", "b", "c", "d", "e")))
                    .isEmpty();
            new MemjayMetrics(memjay, "users").bindTo(registry);
        }
        double failed = registry.get("memjay.errors").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
        double swallowed = registry.get("memjay.swallowed").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
        double calls = registry.get("memjay.calls").tag("outcome", "error").functionTimers().stream()
                .mapToDouble(FunctionTimer::count)
                .sum();
        assertThat(List.of(failed, swallowed, calls)).containsOnly(1.0);
    }
}
